// `npm run setup`: installs what this machine lacks, and says what and from where. `npm start` and `npm test` do it too.
// --other-browsers: Firefox and WebKitGTK as well, for the part of the full run that looks at them.
import {
  ensureBluetoothBench,
  ensureBroker,
  ensureCurl,
  ensureChromium,
  ensureOtherBrowsers,
  ensurePackages,
  ensureSerialBench,
  ensureWebServer,
} from './ensure.mjs';

ensurePackages();
ensureChromium();
ensureSerialBench();
ensureBluetoothBench();
ensureBroker();
ensureWebServer();
ensureCurl();
if (process.argv.includes('--other-browsers')) ensureOtherBrowsers();
console.log('Everything that the tests need is installed.');
