/**
 * Text from outside reaches a person by one function only (src/messages/outside-text.ts): a device, a
 * file or an adapter can call itself anything, a code that clears the terminal included.
 *
 * On screens and in sentences: a member named below, as it stands or inside a template or `??`, may not
 * be shown in a template, given to a function that makes words, or put under a name that is shown,
 * unless `outside`, `visible` or the part `Outside` takes it. A variable that is such a member, or is
 * taken out of such an object, counts as one; parameters and what was put together first do not.
 * In src/cli only terminal.ts writes to the standard streams.
 */

/** By the last name of the object: `device.info.app`, `info.app`. */
export const OUTSIDE = {
  info: ['id', 'app', 'arch', 'mac', 'fw_version', 'fw_id'],
  bundle: ['name', 'version', 'platform', 'fileName', 'buildId'],
  firmware: ['name', 'version', 'fileName'],
  order: ['device', 'from', 'to'],
  result: ['from', 'to'],
  update: ['from', 'to'],
  part: ['name', 'file'],
  report: ['name'],
  seen: ['alias', 'id', 'app', 'version'],
  first: ['alias', 'id', 'app', 'version'],
  near: ['name'],
  port: ['adapter'],
  lane: ['adapter'],
  running: ['name', 'version'],
  snapshot: ['id'],
  notice: ['version'],
  event: ['name', 'version', 'part', 'message'],
  file: ['name'],
  answer: ['method', 'text'],
  link: ['label'],
  line: ['text', 'method', 'label', 'detail', 'why'],
  facts: ['address', 'detail', 'file', 'method', 'name', 'remoteMessage', 'version'],
};

/** They make text from outside harmless. */
const MAKERS = ['outside', 'visible', 'visibleLines', 'terminalText'];
/** They compare, look up, remember or show by way of a maker; what they take is shown by nobody else. */
const READERS = [
  '$derived',
  'badOptionWords',
  'day',
  'deviceSays',
  'learnRestart',
  'lossCauseOf',
  'nextSample',
  'openBundle',
  'replacementOf',
  'rowOf',
  'saysSo',
  'usualRestartMs',
  'versioned',
  'wentBackStory',
];
/** Members that a template shows. */
const SHOWN = ['code', 'headline', 'hint', 'lead', 'quiet', 'text', 'title', 'value'];

const lastName = (node) => {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'ChainExpression') return lastName(node.expression);
  return node.type === 'MemberExpression' && !node.computed ? node.property.name : null;
};

const isOutside = (node) =>
  !node.computed && (OUTSIDE[lastName(node.object)] ?? []).includes(node.property.name);

/** `known.info.app`, and the same inside `$derived( )` and before `??`. */
function holdsOutside(node) {
  switch (node?.type) {
    case 'MemberExpression':
      return isOutside(node);
    case 'ChainExpression':
      return holdsOutside(node.expression);
    case 'LogicalExpression':
      return holdsOutside(node.left) || holdsOutside(node.right);
    case 'CallExpression':
      return lastName(node.callee) === '$derived' && holdsOutside(node.arguments[0]);
    default:
      return false;
  }
}

/** The names that a declaration gives to text from outside. */
function namesGiven({ id, init }) {
  if (id.type === 'Identifier') return holdsOutside(init) ? [id.name] : [];
  if (id.type !== 'ObjectPattern' || init === null) return [];
  const members = OUTSIDE[lastName(init)] ?? [];
  return id.properties.flatMap(({ key, value }) => {
    const local = value?.type === 'AssignmentPattern' ? value.left : value;
    return local?.type === 'Identifier' && members.includes(key.name) ? [local.name] : [];
  });
}

/** What the value of `node` becomes in its parent: shown, the parent's own value, or neither. */
function fate(node) {
  const { parent } = node;
  switch (parent.type) {
    case 'ChainExpression':
    case 'TemplateLiteral':
    case 'LogicalExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
      return 'same';
    case 'BinaryExpression':
      return parent.operator === '+' ? 'same' : 'none';
    case 'ConditionalExpression':
      return parent.test === node ? 'none' : 'same';
    case 'CallExpression': {
      const name = lastName(parent.callee);
      if (parent.callee === node) return 'none';
      return MAKERS.includes(name) || READERS.includes(name) ? 'none' : 'shown';
    }
    case 'Property':
      return parent.value === node && SHOWN.includes(parent.key.name) ? 'shown' : 'none';
    case 'SvelteMustacheTag':
      return isPartOutside(parent) ? 'none' : 'shown';
    default:
      return 'none';
  }
}

/** `<Outside value={…} />` */
function isPartOutside({ parent }) {
  const tag = parent.type === 'SvelteAttribute' ? parent.parent.parent : null;
  return tag?.type === 'SvelteElement' && tag.name.name === 'Outside';
}

function isShown(node) {
  for (let at = node; ; at = at.parent) {
    const what = fate(at);
    if (what !== 'same') return what === 'shown';
  }
}

export const outsideTextRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      raw: '{{name}} is text from outside: show it by outside() or <Outside> of messages/outside-text.ts',
      stream:
        'only src/cli/terminal.ts writes to the standard streams: use printLine, printText or printJson',
    },
  },
  create(context) {
    const file = context.filename.replaceAll('\\', '/');
    const shows = /\/src\/(ui|messages)\//.test(file);
    const prints = file.includes('/src/cli/') && !file.endsWith('/src/cli/terminal.ts');
    const check = (node) => {
      if (isShown(node))
        context.report({
          node,
          messageId: 'raw',
          data: { name: context.sourceCode.getText(node) },
        });
    };
    return {
      VariableDeclarator(node) {
        const names = shows ? namesGiven(node) : [];
        for (const variable of context.sourceCode.getDeclaredVariables(node)) {
          if (!names.includes(variable.name)) continue;
          for (const { identifier, init } of variable.references) if (!init) check(identifier);
        }
      },
      MemberExpression(node) {
        if (shows && isOutside(node)) check(node);
        if (
          prints &&
          node.property.name === 'write' &&
          /^std(out|err)$/.test(lastName(node.object))
        )
          context.report({ node, messageId: 'stream' });
      },
    };
  },
};
