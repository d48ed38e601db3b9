import type { Catalogue } from '../catalogue.ts';
import type { Move } from '../text-shapes.ts';
import { countdown, slotName, spokenDuration, timeOfDay } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, count, dative } = grammar;

const slotOr = (slot: number | null, other: string): string =>
  slot === null ? other : slotName(slot);
/** `other`: with the article that the sentence needs. */
const freeSlot = ({ toSlot }: Move, other: string): string => slotOr(toSlot, other);

const untilPressed = 'Nichts wird gesendet, bevor Sie das Update starten.';

const IF_LOST = {
  cable: 'Kabel heraus? Nichts geht verloren: Stecken Sie es wieder ein.',
  radio: 'Außer Reichweite? Kommen Sie zurück: Es geht von selbst weiter.',
  network: 'Netzwerk weg? Nichts geht verloren: Es geht von selbst weiter.',
};

const nothingSent = (move: Move): string =>
  `Es wurde nichts gesendet. ${begin(move.device)} läuft wie bisher mit ${move.from}.`;

const heardAndNothingSent = (headline: string): string => `${headline} Es wurde nichts gesendet.`;

export default {
  state: {
    fileOnly: (version) => ({
      title: `${version}: Datei in Ordnung`,
      tag: 'Datei geprüft',
      headline: `${version}: Datei in Ordnung. Wählen Sie ein Gerät.`,
      safety: untilPressed,
      heard: `Firmware ${version} geprüft, kein Befund. Wählen Sie ein Gerät.`,
    }),

    brokenFileOnly: (version) => ({
      title: `${version}: Signatur ungültig`,
      tag: 'Signatur ungültig',
      headline: `${version}: Die Signatur ist ungültig.`,
      safety: untilPressed,
      heard: `Die Signatur der Firmware ${version} ist ungültig.`,
    }),

    deviceOnly: (device, version, isKept) => ({
      title: begin(device),
      tag: 'Verbunden',
      headline: `${begin(device)} läuft mit ${version}. Wählen Sie eine Firmware.`,
      safety: `Es läuft mit ${version}${isKept ? ' und hat sie behalten' : ''}. ${untilPressed}`,
      heard: `Verbunden mit ${dative(device)}, läuft mit ${version}.`,
    }),

    connecting: (device) => ({
      title: 'Verbinden',
      tag: 'Verbinden',
      headline: `Verbindung mit ${dative(device)} wird aufgebaut`,
      lead: 'Name, Firmware und Dateiliste werden gelesen.',
      safety: untilPressed,
      heard: 'Verbindung wird aufgebaut.',
    }),

    noAnswer: (device) => ({
      title: `Keine Antwort · ${begin(device)}`,
      tag: 'Keine Antwort',
      headline: `${begin(device)} antwortet nicht`,
      lead: 'Ist es eingeschaltet?',
      safety: 'Es wurde nichts gesendet.',
      heard: `${begin(device)} antwortet nicht. Es wurde nichts gesendet.`,
    }),

    notConnected: (device, headline) => ({
      title: `Nicht verbunden · ${begin(device)}`,
      tag: 'Nicht verbunden',
      safety: 'Es wurde nichts gesendet.',
      heard: heardAndNothingSent(headline),
    }),

    answersOtherwise: (device, headline) => ({
      title: `Nicht brauchbar · ${begin(device)}`,
      tag: 'Antwortet, ist aber nicht brauchbar',
      safety: 'Es wurde nichts gesendet.',
      heard: heardAndNothingSent(headline),
    }),

    ready: (move) => ({
      title: `Bereit: ${move.device} auf ${move.to}`,
      tag: 'Alle Prüfungen bestanden',
      headline: `${begin(move.device)} kann aktualisiert werden`,
      lead: 'Das Gerät arbeitet wie gewohnt, während die Firmware geschrieben wird; dann startet es einmal neu.',
      heard: 'Bereit. Alle Prüfungen bestanden.',
    }),

    toDecide: (move, findings) => ({
      title: `${findings} zu entscheiden · ${begin(move.device)}`,
      tag: `${findings} zu entscheiden`,
      headline: `${count(findings, 'Punkt', 'Punkte')} zu entscheiden`,
      safety: nothingSent(move),
      heard:
        findings === 1
          ? '1 Befund braucht Ihre Entscheidung.'
          : `${findings} Befunde brauchen Ihre Entscheidung.`,
    }),

    refusedFile: (fileName, headline) => ({
      title: `Datei abgelehnt: ${fileName}`,
      tag: 'Datei abgelehnt',
      safety: 'Es wurde nichts gesendet.',
      heard: heardAndNothingSent(headline),
    }),

    blocked: (move, headline) => ({
      title: `Angehalten · ${begin(move.device)}`,
      tag: 'Kein Update möglich',
      safety: nothingSent(move),
      heard: heardAndNothingSent(headline),
    }),

    sameVersion: (move) => ({
      title: `Aktuell · ${begin(move.device)}`,
      tag: 'Aktuell',
      headline: `${begin(move.device)} läuft schon mit ${move.to}`,
      lead: 'Gleiche Version, gleicher Build. Nichts zu tun.',
      safety: `Es wurde nichts gesendet. Es läuft wie bisher mit ${move.from}.`,
      heard: 'Schon aktuell.',
    }),

    unkept: (device, version) => ({
      title: `${version} ist nicht behalten · ${begin(device)}`,
      tag: 'Auf Probe · noch nicht behalten',
      headline: `${version} läuft, ist aber nicht behalten`,
      lead: 'Entscheiden Sie vor einem neuen Update.',
      heard: 'Die laufende Firmware ist noch nicht behalten.',
    }),

    ifNobodyActs: 'Wenn niemand handelt,',
    goesBack: (end) => `kehrt das Gerät von selbst zur vorigen Firmware zurück. ${end}`,
    goesBackAt: (end) => ({
      text: 'kehrt das Gerät um ',
      after: ` von selbst zur vorigen Firmware zurück. ${end}`,
    }),
    goesBackTo: (from, end) => `kehrt das Gerät von selbst zu ${from} zurück. ${end}`,
    goesBackToAt: (from, end) => ({
      text: 'kehrt es um ',
      after: ` von selbst zu ${from} zurück. ${end}`,
    }),

    busy: (device, percent) => ({
      title: `Halb fertig · ${begin(device)}`,
      tag: 'Halb fertig',
      headline: `Ein Update ist halb fertig auf ${dative(device)} (${percent} %)`,
      lead: 'Es wurde anderswo begonnen, oder bevor diese Seite geöffnet wurde.',
      safety: 'Was läuft, bleibt davon unberührt.',
      heard: 'Auf dem Gerät ist ein Update halb fertig.',
    }),

    reading: (done, total) =>
      `Liest seine Einstellungen und Dateien, um sie danach zu vergleichen: ${done} von ${total}.`,

    starting: (move) => ({
      title: `Prüfung · ${begin(move.device)}`,
      tag: 'Prüfen · Stufe 1 von 7',
      headline: 'Datei und Gerät werden verglichen',
      safety: `Noch wurde nichts gesendet. ${begin(move.device)} läuft mit ${move.from}.`,
    }),

    preparing: (move) => ({
      title: `Vorbereitung · ${begin(move.device)}`,
      tag: 'Vorbereiten · Stufe 2 von 7',
      headline: `In ${freeSlot(move, 'dem freien Slot')} wird Platz geschaffen`,
      safety: `Es läuft weiter mit ${move.from} aus ${slotOr(move.fromSlot, 'seinem eigenen Slot')}.`,
      heard: 'Vorbereiten. Stufe 2 von 7.',
    }),

    writing: (move, percent, link) => ({
      title: `${percent} % · ${begin(move.device)}`,
      tag: 'Schreiben · Stufe 3 von 7',
      headline: `${move.to} wird in ${freeSlot(move, 'den freien Slot')} geschrieben`,
      safety:
        `Es läuft weiter mit ${move.from}${move.fromSlot === null ? '' : ` aus ${slotName(move.fromSlot)}`}. ` +
        IF_LOST[link],
      heard: 'Schreiben, Stufe 3 von 7.',
    }),

    erasing: (move) => ({
      title: `Löschen · ${begin(move.device)}`,
      headline: `${freeSlot(move, 'Der freie Slot')} wird gelöscht`,
      heard: `${freeSlot(move, 'Der freie Slot')} wird gelöscht.`,
    }),

    erasingLate: (move) => ({
      title: `Noch keine Antwort · ${begin(move.device)}`,
      tag: 'Schreiben · noch keine Antwort',
      headline: `${begin(move.device)} hat noch nicht geantwortet`,
      lead: 'Es löscht noch, oder es hat keinen Strom: Sehen Sie nach, ob es an ist. Antwortet es nicht, wird es von selbst gesucht.',
      safety: `Es lief mit ${move.from}, als es zuletzt antwortete.`,
      heard: 'Das Gerät hat noch nicht geantwortet.',
    }),

    finishing: (move) => ({
      title: `Abschließen · ${begin(move.device)}`,
      tag: 'Abschließen · Stufe 4 von 7',
      headline: 'Das Geschriebene wird geprüft',
      lead: 'Das Gerät vergleicht die Hashes.',
      heard: 'Abschließen. Stufe 4 von 7.',
    }),

    restarting: (move, usual) => ({
      title: `Neustart · ${begin(move.device)}`,
      tag: 'Neustart · Stufe 5 von 7',
      headline: `Neustart mit ${move.to}`,
      lead: 'Alles ist angekommen, und das Gerät hat es angenommen.',
      heard: usual === null ? 'Neustart.' : `Neustart, ${usual}.`,
    }),

    verifying: (move) => ({
      title: `${move.to} wird überprüft · ${begin(move.device)}`,
      tag: 'Überprüfen · Stufe 6 von 7',
      headline: `${begin(move.device)} antwortet. Es wird überprüft, was läuft.`,
      heard: 'Das Gerät ist wieder da.',
    }),

    trial: (move, leftMs) => ({
      title:
        leftMs === null
          ? `${move.to} behalten?`
          : `Noch ${countdown(leftMs)}, um ${move.to} zu behalten`,
      tag: 'Auf Probe · noch nicht behalten',
      headline: `${move.to} läuft. Behalten?`,
      heard:
        leftMs === null
          ? `${move.to} läuft auf Probe. Behalten Sie es oder gehen Sie zurück.`
          : `${move.to} läuft auf Probe. Noch ${spokenDuration(leftMs)} zum Behalten.`,
    }),

    guardedTrial: (move) => ({
      title: `${move.to} wird geprüft · ${begin(move.device)}`,
      tag: 'Auf Probe · die Prüfungen entscheiden',
      headline: `${move.to} wird geprüft und dann behalten`,
      nobody: `wird ${move.to} behalten, sobald alle Prüfungen bestanden sind. Solange eine nicht besteht, wird es nicht behalten, und das Gerät kehrt von selbst zu ${move.from} zurück.`,
      heard: `${move.to} läuft auf Probe. Es wird von selbst behalten, sobald alle Prüfungen bestanden sind.`,
    }),

    goingBack: (move) => ({
      title: `Rückkehr · ${begin(move.device)}`,
      tag: 'Die Zeit zum Behalten ist um',
      headline: `Zurück zu ${move.from}`,
      lead: 'Es wird gewartet, bis das Gerät wieder antwortet.',
      heard: `Zurück zu ${move.from}.`,
    }),

    keeping: (move) => ({
      title: `${move.to} wird behalten · ${begin(move.device)}`,
      tag: 'Commit · Stufe 7 von 7',
      headline: `${move.to} wird behalten`,
    }),

    revertingByHand: (move) => ({
      title: `Rückkehr · ${begin(move.device)}`,
      tag: 'Geht zurück',
      headline: `Zurück zu ${move.from}`,
      lead: 'Das Gerät startet noch einmal neu.',
      heard: `Zurück zu ${move.from}.`,
    }),

    cancelling: (move) => ({
      title: `Abbruch · ${begin(move.device)}`,
      tag: 'Wird abgebrochen',
      headline: 'Das Update wird abgebrochen',
      lead: 'Das Gerät soll vergessen, was es hat.',
      safety: `Es läuft mit ${move.from}.`,
      heard: 'Wird abgebrochen.',
    }),

    done: (move, took, atMs) => ({
      title: `Fertig: ${move.device} läuft mit ${move.to}`,
      tag: `Behalten um ${timeOfDay(atMs)}`,
      headline: `${begin(move.device)} läuft mit ${move.to}`,
      lead: `Aktualisiert von ${move.from} in ${took}.`,
      safety: `Es startet von jetzt an mit ${move.to}.`,
      heard: `Fertig. ${begin(move.device)} läuft mit ${move.to}, vom Gerät bestätigt.`,
    }),

    stopped: (move, headline) => ({
      title: `Angehalten · ${begin(move.device)}`,
      tag: 'Angehalten',
      safety: `Das Gerät läuft wie bisher mit ${move.from}.`,
      heard: `Angehalten: ${headline} Das Gerät ist sicher.`,
    }),

    unknown: (move) => ({
      title: `Nicht erreicht · ${begin(move.device)}`,
      tag: 'Nicht erreicht',
      headline: `${begin(move.device)} war nicht mehr zu erreichen`,
      lead: move.safety.goesBackFromHang
        ? `Es läuft mit ${move.from}, oder auf Probe mit ${move.to} und danach mit ${move.from}.`
        : `Es läuft mit ${move.from}, oder auf Probe mit ${move.to}, oder ${move.to} ist beim Start eingefroren.`,
      heard: move.safety.goesBackFromHang
        ? 'Nicht erreichbar. Es kehrt von selbst zurück.'
        : 'Nicht erreichbar. Es braucht vielleicht ein Kabel.',
    }),

    cancelled: (move, wasHeard) => ({
      title: `Abgebrochen · ${begin(move.device)}`,
      tag: 'Abgebrochen',
      headline: 'Abgebrochen. Nichts hat sich geändert.',
      lead: wasHeard
        ? 'Das Gerät hat den halb geschriebenen Teil vergessen.'
        : 'Das Gerät vergisst den halb geschriebenen Teil von selbst, wenn es nicht länger wartet.',
      safety: `Es läuft mit ${move.from}.`,
      heard: 'Abgebrochen.',
    }),
  },

  safety: {
    safe: 'Das Gerät ist sicher.',
    keepPower: 'Lassen Sie es eingeschaltet.',
    untilRestart: 'Sicher bis zum Neustart.',
    mayNeedCable: 'Es braucht vielleicht ein Kabel.',

    readyWithSlots: ({ from, to, fromSlot, toSlot }) =>
      `${to} kommt in ${slotOr(toSlot, 'den freien Slot')}. ${from} bleibt in ` +
      `${slotOr(fromSlot, 'seinem eigenen')} und kommt von selbst zurück, wenn ${to} nicht behalten wird.`,
    ready: ({ from, to, safety }, needsPower) =>
      `${from} kommt von selbst zurück, wenn ${to} nicht behalten wird` +
      (safety.goesBackFromHang ? '.' : `, aber nicht, wenn ${to} beim Start einfriert.`) +
      (needsPower ? ' Lassen Sie das Gerät während des Neustarts eingeschaltet.' : ''),
    restarting: ({ from, to, safety }) => {
      if (!safety.goesBackFromHang)
        return `Friert ${to} beim Start ein, kehrt das Gerät nicht von selbst zu ${from} zurück.`;
      const back = `Startet ${to} nicht, kehrt das Gerät von selbst zu ${from} zurück.`;
      return safety.isHardened ? `${back} Nichts, was Sie jetzt tun, kann ihm schaden.` : back;
    },
    steps: {
      finishing: ({ from }) =>
        `Es läuft weiter mit ${from}. Die neue Firmware startet nur, wenn jeder Hash stimmt.`,
      verifying: ({ from, to }) =>
        `Läuft ${to} nicht, wie es soll, kommt ${from} von selbst zurück.`,
      keeping: ({ from }) => `Bis zum Behalten kommt ${from} von selbst zurück.`,
      'going-back': ({ from }) =>
        `Es kehrt von selbst zu ${from} zurück. Danach ist wieder ein Update möglich.`,
      'going-back-by-hand': ({ from }) => `${from} ist noch vollständig da und startet wieder.`,
    },
    unknown: ({ from, to, safety }) =>
      `Was nicht behalten ist, kehrt von selbst zu ${from} zurück` +
      (safety.goesBackFromHang
        ? '.'
        : `, aber nicht, wenn ${to} beim Start eingefroren ist: Dann schreiben Sie es noch einmal über ein Kabel.`),

    thatIsSafe: 'Das ist ungefährlich.',
    nothingHarms: 'Nichts, was Sie tun, kann ihm schaden.',
    notFromHang: (to) => `Nicht, wenn ${to} beim Start eingefroren ist.`,
  },

  nextDevice: {
    remove: 'Datei entfernen',
    sameHint: 'das Gerät des letzten Updates',
    same: 'Das ist das Gerät des letzten Updates.',
    choose: (version, last) => ({
      title: 'Nächstes Gerät',
      tag: 'Datei geprüft',
      headline: `Nächstes Gerät für ${version}`,
      lead: `Das letzte war ${last}.`,
      safety: untilPressed,
      heard: `Wählen Sie das nächste Gerät für ${version}.`,
    }),
  },
} satisfies Pick<Catalogue, 'state' | 'safety' | 'nextDevice'>;
