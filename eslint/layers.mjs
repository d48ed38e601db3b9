/**
 * The import table of docs/DESIGN.md as a lint rule: a boundary is an error, not a wish.
 *
 * `may` lists the folders below src/ a layer may import; `types` those of which it may import only
 * types; `npm` its third-party packages. A folder below a layer (`transports/webserial`) is a layer
 * of its own. `apart`: its folders may not import each other. Tests, scripts and configuration may import anything.
 */
import path from 'node:path';

const transport = { may: ['contracts', 'ota-core/primitives'], types: [], npm: [] };
/** The addresses of what only Node opens, read without loading what opens it. */
const NODE_ADDRESSES = 'transports/node-addresses';
const FACTS = 'ota-core/platforms/facts';

/** The layers of the device core: each may import those before it. */
const CORE = ['primitives', 'flash', 'fs', 'boot', 'update', 'device', 'platforms'].map(
  (name) => `ota-core/${name}`,
);
const core = Object.fromEntries(
  CORE.map((name, at) => [name, { may: CORE.slice(0, at), types: [], npm: [] }]),
);

export const LAYERS = {
  ...core,
  'ota-core/primitives': { may: [], types: [], npm: ['@noble/hashes', '@noble/curves'] },
  // The list for everybody else.
  'ota-core/index.ts': { may: ['ota-core'], types: [], npm: [] },
  contracts: { may: [], types: ['ota-core'], npm: [] },
  rpc: { may: ['contracts', 'ota-core/primitives'], types: [], npm: ['valibot'] },
  bundle: { may: ['contracts', 'ota-core'], types: [], npm: ['fflate', 'valibot'] },
  'transports/webserial': transport,
  'transports/webbluetooth': { ...transport, may: [...transport.may, FACTS] },
  'transports/websocket': transport,
  'transports/http': transport,
  'transports/mqtt': { ...transport, npm: ['mqtt'] },
  'transports/loopback': transport,
  'transports/wrap': transport,
  'transports/node-addresses.ts': { may: ['contracts'], types: [], npm: [] },
  'transports/tcp': { ...transport, may: [...transport.may, NODE_ADDRESSES], node: true },
  'transports/udp': { ...transport, may: [...transport.may, NODE_ADDRESSES], node: true },
  'transports/nodehttp': { ...transport, node: true },
  'transports/serialport': {
    may: [...transport.may, NODE_ADDRESSES],
    types: [],
    npm: ['@serialport/bindings-cpp'],
    node: true,
  },
  // The tables: from a scheme to what opens it on that host.
  'transports/browser.ts': {
    may: [
      'contracts',
      'transports/webserial',
      'transports/webbluetooth',
      'transports/http',
      'transports/mqtt',
      'transports/websocket',
    ],
    types: [],
    npm: [],
  },
  'transports/node.ts': {
    may: [
      'contracts',
      'transports/node-addresses',
      'transports/serialport',
      'transports/tcp',
      'transports/udp',
      'transports/mqtt',
      'transports/http',
      'transports/nodehttp',
      'transports/websocket',
    ],
    types: [],
    npm: ['ws'],
  },
  // Settings and files of a device, beside its firmware.
  manage: { may: ['contracts', 'rpc', 'ota-core/primitives'], types: [], npm: [] },
  update: {
    may: ['contracts', 'rpc', 'bundle', 'ota-core/primitives', FACTS],
    types: [],
    npm: ['valibot'],
  },
  // What is known of an update whose page or process is gone, and how it is carried on.
  journal: {
    may: ['contracts', 'rpc', 'update', 'ota-core/primitives'],
    types: [],
    npm: ['valibot'],
  },
  // A recording of an update, and the update run again from it.
  recorder: {
    may: [
      'contracts',
      'rpc',
      'bundle',
      'update',
      'ota-core/primitives',
      'ota-core/update/manifest',
      'transports/loopback',
    ],
    types: [],
    npm: ['valibot'],
  },
  // Updates that are over, and what is signed of them.
  history: {
    may: ['contracts', 'update', 'ota-core/primitives'],
    types: [],
    npm: ['fflate', 'valibot'],
  },
  // The device shadow as a way to update: services that keep one, and what is asked of them.
  shadow: {
    may: [
      'contracts',
      'rpc',
      'update',
      'ota-core/primitives',
      'transports/http',
      'transports/mqtt',
    ],
    types: [],
    npm: ['aws4fetch', 'valibot'],
  },
  // Roll-outs: what is decided, and who does it. Knows no screen, no link and no broker.
  fleet: {
    may: ['contracts', 'update', 'bundle'],
    types: ['rpc'],
    npm: ['valibot'],
  },
  emulator: {
    may: ['ota-core', 'contracts', 'rpc', 'transports/loopback'],
    types: [],
    npm: ['fflate'],
  },
  // An update tried on an emulated stand-in of the device, with the power cut at every step of it.
  rehearsal: {
    may: [
      'contracts',
      'rpc',
      'bundle',
      'update',
      'manage',
      'emulator',
      'ota-core',
      'transports/loopback',
      'transports/wrap',
    ],
    types: [],
    npm: [],
  },
  // What leaves the computer: app and command line put it together here.
  report: { may: ['contracts', 'messages'], types: ['update'], npm: ['papaparse'] },
  store: { may: ['contracts'], types: ['history'], npm: ['idb'] },
  'workers/client': {
    may: [
      'contracts',
      'workers/api',
      'workers/comlink',
      'transports/browser',
      'transports/webserial',
      'transports/webbluetooth',
      'transports/loopback',
    ],
    types: [],
    npm: ['comlink', 'workbox-window'],
  },
  workers: {
    may: [
      'ota-core',
      'contracts',
      'rpc',
      'bundle',
      'transports',
      'update',
      'journal',
      'recorder',
      'history',
      'shadow',
      'manage',
      'fleet',
      'emulator',
      'rehearsal',
      'store',
    ],
    types: [],
    npm: ['comlink', 'qr', 'valibot', 'workbox-precaching', 'workbox-routing'],
  },
  messages: { may: ['contracts'], types: [], npm: [] },
  // Components without a state of the product.
  'ui/parts': { may: ['contracts', 'messages'], types: [], npm: ['svelte'] },
  'ui/state': {
    may: ['workers/client', 'contracts', 'messages', 'report', 'ui/parts'],
    types: ['workers/api'],
    npm: ['svelte'],
  },
  // Components that show that state for more than one feature.
  'ui/widgets': {
    may: ['contracts', 'messages', 'ui/parts', 'ui/state'],
    types: [],
    npm: ['qr', 'svelte'],
  },
  'ui/features': {
    may: [
      'workers/client',
      'contracts',
      'messages',
      'report',
      'ui/parts',
      'ui/state',
      'ui/widgets',
    ],
    types: ['workers/api'],
    npm: ['@tanstack/virtual-core', 'papaparse', 'qr', 'svelte'],
    apart: true,
  },
  // Puts the features together.
  ui: {
    may: [
      'workers/client',
      'contracts',
      'messages',
      'ui/parts',
      'ui/state',
      'ui/widgets',
      'ui/features',
    ],
    types: [],
    npm: ['svelte'],
  },
  cli: {
    may: [
      'ota-core',
      'contracts',
      'rpc',
      'bundle',
      'transports',
      'update',
      'journal',
      'recorder',
      'manage',
      'shadow',
      'fleet',
      'emulator',
      'rehearsal',
      'messages',
      'report',
    ],
    types: [],
    npm: ['@fastify/busboy', 'mqtt', 'ws'],
    node: true,
  },
};

const NAMES = Object.keys(LAYERS).sort((a, b) => b.length - a.length);

/** The layer a path below src/ belongs to; null outside. */
export function layerOf(relative) {
  return NAMES.find((name) => relative === name || relative.startsWith(`${name}/`)) ?? null;
}

/** The folder of `layer` that a path in it lies in. */
const folderIn = (layer, relative) => relative.slice(layer.length + 1).split('/')[0];

const packageOf = (source) =>
  source
    .split('/')
    .slice(0, source.startsWith('@') ? 2 : 1)
    .join('/');

/** One sentence if `from` may not import `source`, else null. Both are paths below src/ or package names. */
export function verdict(from, source, typeOnly) {
  const layer = layerOf(from);
  if (layer === null) return null;
  const rules = LAYERS[layer];
  if (!source.startsWith('.')) {
    if (source.startsWith('node:'))
      return rules.node ? null : `${layer} may not import Node modules`;
    if (source.startsWith('virtual:')) return null;
    const name = packageOf(source);
    return rules.npm.includes(name) ? null : `${layer} may not import the package ${name}`;
  }
  const target = path.posix.join(path.posix.dirname(from), source);
  if (target.startsWith('..')) return `${layer} may not import from outside src/`;
  if (layerOf(target) === layer)
    return rules.apart && folderIn(layer, from) !== folderIn(layer, target)
      ? `${layer}/${folderIn(layer, from)} may not import ${target}: what two of ${layer} need lies below them`
      : null;
  const within = (allowed) =>
    target === allowed || target.startsWith(`${allowed}/`) || target === `${allowed}.ts`;
  if (rules.may.some(within)) return null;
  if (typeOnly && rules.types.some(within)) return null;
  const but = rules.types.some(within) ? ' (types only)' : '';
  return `${layer} may not import ${target}${but}: see the import table in docs/DESIGN.md`;
}

const isTypeOnly = (node) =>
  node.importKind === 'type' ||
  node.exportKind === 'type' ||
  (node.specifiers?.length > 0 && node.specifiers.every((s) => s.importKind === 'type'));

export const layersRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { layer: '{{why}}', extension: 'import with the extension of the file' },
  },
  create(context) {
    const file = context.filename.replaceAll('\\', '/');
    const at = file.lastIndexOf('/src/');
    const from = at < 0 ? null : file.slice(at + 5);
    const check = (node, source) => {
      if (typeof source !== 'string') return;
      if (source.startsWith('.') && !/\.(ts|svelte|js|mjs|css|json)(\?[\w&=]+)?$/.test(source))
        context.report({ node, messageId: 'extension' });
      if (from === null) return;
      const why = verdict(from, source.replace(/\?.*$/, ''), isTypeOnly(node));
      if (why !== null) context.report({ node, messageId: 'layer', data: { why } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.value),
    };
  },
};
