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
} satisfies Pick<CommandTexts, 'pushByShadow'>;
