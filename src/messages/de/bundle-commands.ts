import type { CommandTexts } from '../catalogue.ts';
import { fileSize } from '../numbers.ts';

export default {
  bundleCommand: {
    top: (name) => [
      `${name} --output fw.zip [Optionen] TEIL …`,
      '',
      'Packt Teile zu einem Firmware-Paket, Byte für Byte wie mos create-fw-bundle. Ein TEIL ist',
      'NAME:Eigenschaft=Wert,… mit src=DATEI, oder NAME:-, das einen Teil von --input weglässt.',
    ],
    options: {
      output: ['das Paket, das geschrieben wird; eines, das es gibt, wird überschrieben'],
      input: ['mit den Teilen und Feldern dieses Pakets beginnen'],
      manifest: [
        'mit dieser manifest.json beginnen; die Dateien ihrer Teile liegen im Quellordner',
      ],
      name: ['Name der Anwendung'],
      platform: ['wofür sie gebaut ist: esp32, esp8266, cc3200 …'],
      description: ['ein Satz über sie'],
      'build-info': ['JSON mit build_version, build_id und build_timestamp, wie von mos build'],
      'fw-version': ['ihre Version'],
      'build-id': ['ihre Build-ID'],
      'build-timestamp': ['wann sie gebaut wurde: 2026-11-01T12:00:00Z'],
      'src-dir': ['der Ordner mit den Dateien der Teile (der aktuelle)'],
      checks: ['Prüfungen, die das Paket mitbringt (docs/CHECKS.md);', 'sonst die von --input'],
      attr: ['ein weiteres Feld des Manifests; mehrmals möglich'],
      help: ['diesen Text ausgeben'],
      version: ['Version, Commit und Build ausgeben'],
    },
    exits: [
      'geschrieben',
      'falsch aufgerufen, Datei nicht lesbar oder nicht schreibbar, oder Fehler in Slipway',
      'nicht geschrieben: Das Paket würde abgelehnt',
    ],
    wrote: ({ file, firmware, platform, bytes, parts }) =>
      `${file}: ${firmware} für ${platform}, ${fileSize(bytes)}, ${parts === 1 ? '1 Teil' : `${parts} Teile`}.`,
    unknownPlatform: (platform, known) =>
      `Die Plattform „${platform}“ gibt es nicht. Die Plattformen sind: ${known}.`,
  },
} satisfies Pick<CommandTexts, 'bundleCommand'>;
