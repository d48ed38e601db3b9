import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { layerOf, verdict } from '../../eslint/layers.mjs';

describe('the import table', () => {
  it.each([
    ['ota-core/device/device.ts', '../../rpc/frame.ts'],
    ['ota-core/device/device.ts', '../../contracts/link.ts'],
    ['ota-core/device/device.ts', 'fflate'],
    ['ota-core/device/device.ts', 'node:fs'],
    ['ota-core/primitives/digest.ts', '../flash/flash.ts'],
    ['ota-core/flash/nor-flash.ts', '../boot/boot-config.ts'],
    ['ota-core/fs/littlefs/littlefs.ts', '../../boot/boot-config.ts'],
    ['ota-core/boot/firmware.ts', '../device/device.ts'],
    ['ota-core/update/create-updater.ts', '../device/device.ts'],
    ['ota-core/device/create-device.ts', '../platforms/index.ts'],
    ['ota-core/boot/boot-config.ts', '@noble/hashes/sha2.js'],
    ['rpc/client.ts', '../ota-core/device/device.ts'],
    ['rpc/client.ts', '../update/run-update.ts'],
    ['transports/websocket/link.ts', '../webserial/link.ts'],
    ['transports/websocket/link.ts', '../../rpc/channel.ts'],
    ['update/run-update.ts', '../store/device-records.ts'],
    ['update/run-update.ts', '../workers/api.ts'],
    ['ui/App.svelte', '../workers/updater.worker.ts'],
    ['ui/App.svelte', '../rpc/client.ts'],
    ['ui/App.svelte', 'comlink'],
    ['ui/parts/Button.svelte', '../state/app.ts'],
    ['ui/parts/Button.svelte', '../../workers/client/updater-client.ts'],
    ['ui/state/app.ts', '../features/update/UpdateScreen.svelte'],
    ['ui/state/app.ts', '../widgets/StateCard.svelte'],
    ['ui/widgets/StateCard.svelte', '../features/console/Panels.svelte'],
    ['ui/features/lanes/LaneCard.svelte', '../update/cards/ReadyCard.svelte'],
    ['ui/features/lanes/LaneCard.svelte', '../lanes-of-another/lane.ts'],
    ['ui/features/lanes/LaneCard.svelte', '../../screens.ts'],
    ['workers/client/updater-client.ts', '../updater.worker.ts'],
    ['workers/updater.worker.ts', '../messages/receipt-words.ts'],
    ['messages/failures.ts', '../ui/App.svelte'],
    ['cli/push.ts', '../workers/api.ts'],
    ['bundle/open-bundle.ts', '../../tests/fixtures/x.ts'],
  ])('forbids %s to import %s', (from, source) => {
    expect(verdict(from, source, false)).toMatch(/may not import/);
  });

  it.each([
    ['rpc/client.ts', '../ota-core/primitives/crc32.ts'],
    ['rpc/methods.ts', 'valibot'],
    ['bundle/open-bundle.ts', '../ota-core/update/manifest.ts'],
    ['ui/state/session.svelte.ts', '../../workers/client/updater-client.ts'],
    ['cli/device.ts', 'node:fs'],
    ['ota-core/update/updater.ts', '../flash/flash.ts'],
    ['ota-core/fs/spiffs/open-spiffs.ts', '../../primitives/utf8.ts'],
    ['ota-core/platforms/esp32/profile.ts', '../../device/profile.ts'],
    ['ota-core/index.ts', './platforms/index.ts'],
    ['ui/features/lanes/LaneCard.svelte', './lane-say.ts'],
    ['ui/features/update/cards/ReadyCard.svelte', '../stage-row.ts'],
    ['ui/features/lanes/LaneCard.svelte', '../../widgets/StateCard.svelte'],
    ['ui/App.svelte', './features/update/UpdateScreen.svelte'],
  ])('allows %s to import %s', (from, source) => {
    expect(verdict(from, source, false)).toBeNull();
  });

  it('lets contracts and ui take types, but no code, of what they only describe', () => {
    const core = ['contracts/failure.ts', '../ota-core/device/device.ts'] as const;
    const api = ['ui/state/session.svelte.ts', '../../workers/api.ts'] as const;
    for (const [from, source] of [core, api]) {
      expect(verdict(from, source, true)).toBeNull();
      expect(verdict(from, source, false)).toMatch(/types only/);
    }
  });

  it('lets no layer of the core take even a type of a later one', () => {
    expect(verdict('ota-core/boot/firmware.ts', '../device/device.ts', true)).toMatch(/may not/);
  });

  it('knows every folder of src', async () => {
    const { readdirSync } = await import('node:fs');
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const named = (name: string): boolean =>
      layerOf(name) !== null ||
      readdirSync(`src/${name}`).every((inner) => layerOf(`${name}/${inner}`) !== null);
    expect(folders.map((entry) => entry.name).filter((name) => !named(name))).toEqual([]);
  });
});

describe('the lint run', () => {
  const plant = async (file: string, text: string): Promise<readonly string[]> => {
    const [result] = await new ESLint().lintText(text, { filePath: file });
    return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
  };

  it('fails on a planted import of rpc in the core', async () => {
    const text =
      "import { resultSchemas } from '../../rpc/methods.ts';\nexport const planted = resultSchemas;\n";
    expect(await plant('src/ota-core/primitives/bytes.ts', text)).toContain('slipway/layers');
  }, 60_000);

  it('fails on a planted import of a type of a later layer in the core', async () => {
    const text =
      "import type { Device } from '../device/device.ts';\nexport type Planted = Device;\n";
    expect(await plant('src/ota-core/boot/boot-config.ts', text)).toContain('slipway/layers');
  }, 60_000);

  it('fails on a planted import of another feature, in a component too', async () => {
    const text =
      "<script>\n  import { stageRow } from '../update/stage-row.ts';\n</script>\n\n<p>{stageRow}</p>\n";
    expect(await plant('src/ui/features/batch/BatchSlotCard.svelte', text)).toContain(
      'slipway/layers',
    );
    const types = "export type { StageCell } from '../update/stage-row.ts';\n";
    expect(await plant('src/ui/features/batch/port-assignment.ts', types)).toContain(
      'slipway/layers',
    );
  }, 60_000);

  it('fails on a timer, the clock and randomness in a neutral layer', async () => {
    const text =
      'export const planted = (): number => {\n  setTimeout(() => undefined, 1);\n  return Date.now() + Math.random();\n};\n';
    const rules = await plant('src/contracts/link.ts', text);
    expect(rules).toContain('no-restricted-globals');
    expect(rules.filter((rule) => rule === 'no-restricted-properties')).toHaveLength(2);
  }, 60_000);
});
