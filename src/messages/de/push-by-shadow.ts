import type { CommandTexts } from '../catalogue.ts';

export default {
  pushByShadow: {
    wanted: (runs) =>
      `${runs === null ? '' : `Auf dem Gerät läuft nach seiner Meldung ${runs}. `}Sein Schatten sagt ihm, dass es sich aktualisieren soll. Warten, bis es das tut …`,
    taken: 'Das Gerät hat die Adresse der Datei übernommen.',
    says: (message, percent) =>
      `Das Gerät meldet: ${message}${percent === null ? '' : `, ${percent} %`}`,
    applied: (message) => `Das Gerät meldet: ${message}. Warten, bis es zurück ist …`,
    ended: (version, kept) => {
      if (kept === null) return `Fertig, wie das Gerät meldet: Auf ihm läuft ${version}.`;
      return kept
        ? `Fertig, wie das Gerät meldet: Auf ihm läuft ${version}, und es behält sie.`
        : `Wie das Gerät meldet, läuft auf ihm ${version} auf Probe: Behalten Sie sie mit OTA.Commit, sonst kehrt es zurück.`;
    },
    endedUnseen: (message) =>
      `Das Gerät hat „${message}“ gemeldet und seitdem nichts davon, was auf ihm läuft.`,
  },

  pushByShadowHelp: {
    shadow: ['wer den Schatten des Geräts hält: aws, azure, mdash'],
    'shadow-url': [
      'aws: mqtts://ENDPUNKT/THING; azure: https://HUB.azure-devices.net/GERÄT;',
      'mdash: https://mdash.net/GERÄT',
    ],
    'shadow-key': [
      'aws: Zertifikat und privater Schlüssel (PEM); azure: Verbindungszeichenfolge',
      'einer Richtlinie; mdash: API-Schlüssel; @DATEI: der Text dieser Datei',
    ],
    'shadow-upload': [
      'mdash: die Datei zu mDash hochladen, das sie auf das Gerät schreibt;',
      'ohne --port wird das Gerät auch über mDash gefragt',
    ],
    'shadow-wait': ['Sekunden für ein Gerät, das offline ist, bis zu einem Tag (300)'],
  },
} satisfies Pick<CommandTexts, 'pushByShadow' | 'pushByShadowHelp'>;
