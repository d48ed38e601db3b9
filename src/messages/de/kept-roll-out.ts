/** Eine Verteilung, die ein Broker aufbewahrt: wo, wer sie koordiniert, und wie diese Seite es kann. */
import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { count, list, whole } = grammar;

const devices = (number: number): string => count(number, 'Gerät', 'Geräte');

export default {
  label: 'Wer sie koordiniert',
  where: (name: string, broker: string) => `${name}, aufbewahrt bei ${broker}`,
  reading: 'Was der Broker aufbewahrt, wird gelesen …',
  somebody: 'Jemand',
  own: 'Diese Seite koordiniert sie.',
  by: (name: string) => `Koordiniert von ${name}.`,
  nobody: 'Noch koordiniert sie niemand.',
  gone: (name: string) =>
    `${name} hat sie koordiniert und ist nicht mehr da. Kein Gerät beginnt, bis jemand übernimmt.`,
  left: (name: string) => `${name} hat sie verlassen. Kein Gerät beginnt, bis jemand übernimmt.`,
  lost: 'Der Broker ist nicht erreichbar. Bis dahin beginnt kein Gerät; die Seite versucht es von selbst wieder.',
  standsBy: 'Diese Seite übernimmt, sobald niemand mehr koordiniert.',
  takeOver: 'Übernehmen',
  onlyWatch: 'Nur zusehen',
  leave: 'Verlassen',
  question: {
    title: 'Von dieser Seite aus koordinieren?',
    held: 'Wenn Sie jetzt übernehmen, beginnt der andere kein weiteres Gerät, und diese Seite macht weiter.',
    vacant: 'Diese Seite macht dort weiter, wo es aufhörte.',
    underWay: 'Geräte in Arbeit werden gefragt, wie sie stehen; keines wird zweimal begonnen.',
    files: 'Diese Seite braucht dieselben Dateien:',
    otherFile: 'Sie gehört nicht zu dieser Verteilung.',
    unreachable: (number: number) =>
      number === 1
        ? '1 Gerät hat eine Adresse, die keine Seite öffnen kann. Übernehmen Sie stattdessen mit push --fleet.'
        : `${devices(number)} haben Adressen, die keine Seite öffnen kann. Übernehmen Sie stattdessen mit push --fleet.`,
    otherWay:
      'Ihre Geräte holen die Firmware selbst, oder ihr Shadow fordert sie dazu auf: Das kann keine Seite. Übernehmen Sie stattdessen mit push --fleet.',
    now: 'Jetzt übernehmen',
    standBy: 'Übernehmen, sobald niemand mehr koordiniert',
    no: 'Noch nicht',
  },

  access: {
    title: 'Passwörter',
    text: 'Nichts hat begonnen. Hier werden ein Benutzer und ein Passwort verlangt, und was hier bekannt ist, genügt nicht.',
    broker: (broker: string) => `Broker ${broker}`,
    devices: (ids: readonly string[], more: number) =>
      `Geräte: ${list(ids)}${more > 0 ? ` und ${whole(more)} weitere` : ''}`,
    forAll:
      'Für alle Geräte dieser Verteilung, für die nichts aufbewahrt ist. Es wird vergessen, wenn diese Seite geschlossen wird.',
    press: 'Verwenden',
    given: 'Es gilt ab dem nächsten Start.',
    lacks: 'Passwörter fehlen: siehe „Passwörter“ auf dieser Seite, dann starten Sie noch einmal.',
  },

  keep: {
    name: 'Bei einem Broker aufbewahren',
    text: 'Ist diese Seite zu, kann ein anderer Browser oder der Befehl push weitermachen. Wer dort lesen darf, sieht sie.',
    notWhileWaiting:
      'Nicht zusammen mit „Auf mich warten“: Niemand sonst könnte die Wellen weiterlassen.',
    noBroker: 'Keines der Geräte ist an einem Broker, und es ist keiner bekannt.',
    broker: 'Broker',
    none: 'Keiner: nur diese Seite',
    as: 'Name',
    fault: 'Bis zu 128 Zeichen ohne /, + und #.',
  },
} satisfies LateTexts['keptRollOut'];
