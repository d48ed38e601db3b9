import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { whole } = grammar;

export default {
  title: 'Im Netzwerk bekannt',
  source: 'in diesem Browser gespeichert',
  notKept: 'bekannt, bis diese Seite geschlossen wird: Der Browser speichert nichts',
  before: 'dort hat schon ein Gerät geantwortet',
  never: 'dort hat noch nichts geantwortet',
  broker: 'Broker',
  last: (app, version, at) => `${app} ${version}, zuletzt gesehen: ${at}`,
  lastAtBroker: (device, at) => `${device} hat zuletzt geantwortet: ${at}`,
  signIn: {
    nobody: null,
    visit: 'angemeldet, bis die Seite geschlossen wird',
    kept: 'Anmeldung gespeichert',
  },
  use: 'Verbinden',
  useName: (name) => `${name} verbinden`,
  open: 'Öffnen',
  openName: (name) => `${name} öffnen`,
  rename: 'Umbenennen',
  renameName: (name) => `${name} umbenennen`,
  name: 'Name',
  save: 'Namen speichern',
  cancel: 'Abbrechen',
  remove: 'Entfernen',
  removeName: (name) => `${name} entfernen`,
  question: {
    title: (name) => `${name} entfernen?`,
    text: 'Slipway vergisst diese Adresse und den Namen, den Sie ihr gegeben haben. Am Gerät ändert sich nichts.',
    broker:
      'Slipway vergisst diesen Broker und den Namen, den Sie ihm gegeben haben. An seinen Geräten ändert sich nichts.',
    signIn: {
      nobody: '',
      visit: ' Sie werden wieder nach Benutzer und Passwort gefragt.',
      kept: ' Auch die gespeicherten Benutzer und Passwörter werden gelöscht.',
    },
    yes: 'Entfernen',
    no: 'Behalten',
  },
  add: {
    title: 'Gerät oder Broker hinzufügen',
    kind: 'Was ist es?',
    kinds: { host: 'Ein Gerät', broker: 'Ein Broker' },
    hints: {
      host: 'Seine IP-Adresse oder sein Hostname, zum Beispiel 192.168.1.7 oder pump.local',
      broker: 'Seine WebSocket-Adresse ohne Gerät, zum Beispiel mqtt+wss://broker.example/mqtt',
    },
    name: 'Name, wenn Sie möchten',
    add: 'Hinzufügen',
    added: (name) => `${name} wurde hinzugefügt.`,
    full: (most) => `${whole(most)} Einträge sind schon gespeichert. Entfernen Sie erst einen.`,
  },
} satisfies LateTexts['places'];
