// `npm run setup`: installs what this machine lacks, and says what and from where. `npm start` and `npm test` do it too.
import {
  ensureBluetoothBench,
  ensureChromium,
  ensurePackages,
  ensureSerialBench,
} from './ensure.mjs';

ensurePackages();
ensureChromium();
ensureSerialBench();
ensureBluetoothBench();
console.log('Everything that the tests need is installed.');
