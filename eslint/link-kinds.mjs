/**
 * What a link or a way is like, its traits say (src/contracts/link.ts, src/ui/state/connection-method.ts): outside the transports and
 * the words, nobody compares its kind, nor looks something up by it. A new kind would have to be found in all those places.
 *
 * Counts as a kind: what is called `kind` or `linkKind`, and a link or a way itself, next to the name of one; and `link.kind`
 * and its like as the key of a table.
 */

/** Of links and of ways; tests/repository/link-kinds.test.ts holds it against the tables. */
export const KINDS = [
  ...['serial', 'bluetooth', 'websocket', 'tcp', 'loopback', 'http', 'mqtt', 'udp'],
  ...['practice', 'cable', 'network'],
];
const NAMES = ['kind', 'linkKind', 'link', 'way', 'medium'];
const OWNERS = ['link', 'way', 'medium', 'from', 'packed', 'traits'];

const plain = (node) => {
  switch (node?.type) {
    case 'ChainExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return plain(node.expression);
    default:
      return node;
  }
};

/** The last name of `update.way.kind`, `#linkKind`, `kind`; null of anything else. */
const lastName = (given) => {
  const node = plain(given);
  if (node?.type === 'Identifier' || node?.type === 'PrivateIdentifier') return node.name;
  return node?.type === 'MemberExpression' && !node.computed ? lastName(node.property) : null;
};

const mayBeKind = (node) => NAMES.includes(lastName(node));
const isKindName = (node) => {
  const { type, value, quasis, expressions } = plain(node) ?? {};
  if (type === 'Literal') return KINDS.includes(value);
  return type === 'TemplateLiteral' && expressions.length === 0
    ? KINDS.includes(quasis[0].value.cooked)
    : false;
};

/** `link.kind`, `session.linkKind`: not the kind of anything else. */
function isKindOfLink(given) {
  const node = plain(given);
  if (lastName(node) === 'linkKind') return true;
  return (
    node?.type === 'MemberExpression' &&
    lastName(node) === 'kind' &&
    OWNERS.includes(lastName(node.object))
  );
}

export const linkKindsRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      compared: 'compares the kind of a link or way: ask for a trait of it',
      key: 'looks something up by the kind of a link or way: make it a trait of it',
    },
  },
  create(context) {
    const file = context.filename.replaceAll('\\', '/');
    if (!file.includes('/src/') || /\/src\/(transports|messages)\//.test(file)) return {};
    const report = (node, messageId) => context.report({ node, messageId });
    return {
      BinaryExpression(node) {
        const { operator, left, right } = node;
        if (!['===', '!==', '==', '!='].includes(operator)) return;
        const isNamed =
          (isKindName(left) && mayBeKind(right)) || (isKindName(right) && mayBeKind(left));
        if (isNamed) report(node, 'compared');
      },
      SwitchStatement({ discriminant, cases }) {
        if (!mayBeKind(discriminant)) return;
        for (const { test } of cases) if (isKindName(test)) report(test, 'compared');
      },
      CallExpression(node) {
        const { callee, arguments: given } = node;
        const list = callee.type === 'MemberExpression' ? plain(callee.object) : null;
        if (lastName(callee) !== 'includes' || list?.type !== 'ArrayExpression') return;
        if (mayBeKind(given[0]) && list.elements.some(isKindName)) report(node, 'compared');
      },
      MemberExpression(node) {
        if (node.computed && isKindOfLink(node.property)) report(node, 'key');
      },
    };
  },
};
