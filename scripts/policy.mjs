// What the built app may load: its own files and nothing else. Devices are reached at whatever address a person gives, by
// WebSocket or HTTP, and asked by plain requests why a link did not open: connections may leave. One policy for the header of `npm start` and the meta tag of every other host.
const directives = {
  'default-src': "'none'",
  'script-src': "'self'",
  'worker-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'manifest-src': "'self'",
  'connect-src': "'self' ws: wss: http: https:",
  'base-uri': "'none'",
  'form-action': "'none'",
};

const write = (entries) =>
  Object.entries(entries)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

/** For a meta tag: browsers ignore frame-ancestors there. */
export const metaPolicy = write(directives);

export const headerPolicy = write({ ...directives, 'frame-ancestors': "'none'" });
