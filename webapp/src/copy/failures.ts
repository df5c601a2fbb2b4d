/** The sentences about what keeps a person from the camera or a reading, in every language. */

export const TRY_AGAIN_EN = 'Try again';
export const RELOAD_EN = 'Reload the page';
export const PERSISTS_EN = 'Please try again. If the problem continues, reload the page.';

export const TRY_AGAIN_DE = 'Erneut versuchen';
export const RELOAD_DE = 'Seite neu laden';
export const PERSISTS_DE = 'Versuche es noch einmal. Hilft das nicht, lade die Seite neu.';

const TOO_OLD_EN = {
  title: 'This browser is too old',
  text: 'It cannot read faces. Update it, or open the page in a newer one.',
  action: TRY_AGAIN_EN,
};
const HUNG_EN = {
  title: 'It does not answer',
  text: `The part that reads faces does not answer. ${PERSISTS_EN}`,
  action: TRY_AGAIN_EN,
};
const MIXED_EN = {
  title: 'The page and its files do not match',
  text: 'They come from different versions. Reload to update both.',
  action: RELOAD_EN,
};
/** Of its four codes only badFrame reaches a person. */
const UNREADABLE_EN = {
  title: 'The picture could not be read',
  text: PERSISTS_EN,
  action: TRY_AGAIN_EN,
};

export const FAILURES_EN = {
  permissionDenied: {
    title: 'The camera is blocked',
    text: 'Try again and allow it. If the browser does not ask, allow it in the address bar’s site settings and in the system’s settings.',
    action: TRY_AGAIN_EN,
  },
  noCamera: {
    title: 'No camera found',
    text: 'Connect one or switch it on, then try again.',
    action: TRY_AGAIN_EN,
  },
  cameraInUse: {
    title: 'The camera is busy',
    text: 'Another app or tab may be using it. Close it there, then try again.',
    action: TRY_AGAIN_EN,
  },
  cameraLost: {
    title: 'The camera was disconnected',
    text: 'It was unplugged, or another app took it. Connect it again, then resume.',
    action: 'Resume',
  },
  insecureContext: {
    title: 'This address is not secure',
    text: 'The camera needs https. Put https:// in front of this address.',
    action: TRY_AGAIN_EN,
  },
  unsupported: {
    title: 'No camera in this browser',
    text: 'Open the page in Chrome, Edge, Firefox or Safari itself, not inside another app.',
    action: TRY_AGAIN_EN,
  },
  network: {
    title: 'No connection',
    text: 'We couldn’t download the face reader. Check the connection, then try again.',
    action: TRY_AGAIN_EN,
  },
  modelMissing: {
    title: 'A file is missing on the server',
    text: 'That is our fault, not yours. Please try again later.',
    action: TRY_AGAIN_EN,
  },
  htmlInsteadOfModel: {
    title: 'The server sent the wrong file',
    text: 'If this network has a sign-in page, sign in, then try again.',
    action: TRY_AGAIN_EN,
  },
  modelCorrupt: {
    title: 'A file arrived damaged',
    text: 'The face reader differs from the published one, so it was not used. Try again on another connection.',
    action: TRY_AGAIN_EN,
  },
  modelIncompatible: MIXED_EN,
  wasmAbsent: TOO_OLD_EN,
  wasmBlocked: {
    title: 'WebAssembly is blocked',
    text: 'The face reader needs it. A lockdown mode or an extension may forbid it for this site; allow it, then try again.',
    action: TRY_AGAIN_EN,
  },
  wasmHung: HUNG_EN,
  canvasAbsent: TOO_OLD_EN,
  workerFailed: {
    title: 'It stopped working',
    text: `The part that reads faces has stopped. ${PERSISTS_EN}`,
    action: TRY_AGAIN_EN,
  },
  workerHung: HUNG_EN,
  protocolBroken: MIXED_EN,
  badFrame: UNREADABLE_EN,
  badOption: UNREADABLE_EN,
  faceGone: UNREADABLE_EN,
  disposed: UNREADABLE_EN,
};

const TOO_OLD_DE = {
  title: 'Dieser Browser ist zu alt',
  text: 'Er kann keine Gesichter lesen. Aktualisiere ihn oder öffne die Seite in einem neueren.',
  action: TRY_AGAIN_DE,
};
const HUNG_DE = {
  title: 'Es antwortet nicht',
  text: `Der Teil, der Gesichter liest, antwortet nicht. ${PERSISTS_DE}`,
  action: TRY_AGAIN_DE,
};
const MIXED_DE = {
  title: 'Die Seite und ihre Dateien passen nicht zusammen',
  text: 'Sie stammen aus verschiedenen Versionen. Lade die Seite neu.',
  action: RELOAD_DE,
};
/** Of its four codes only badFrame reaches a person. */
const UNREADABLE_DE = {
  title: 'Das Bild konnte nicht gelesen werden',
  text: PERSISTS_DE,
  action: TRY_AGAIN_DE,
};

export const FAILURES_DE: typeof FAILURES_EN = {
  permissionDenied: {
    title: 'Die Kamera ist gesperrt',
    text: 'Versuche es noch einmal und erlaube sie. Fragt der Browser nicht, erlaube sie in den Website-Einstellungen der Adressleiste und in den Systemeinstellungen.',
    action: TRY_AGAIN_DE,
  },
  noCamera: {
    title: 'Keine Kamera gefunden',
    text: 'Schließe eine an oder schalte sie ein und versuche es noch einmal.',
    action: TRY_AGAIN_DE,
  },
  cameraInUse: {
    title: 'Die Kamera ist belegt',
    text: 'Vielleicht benutzt sie eine andere App oder ein anderer Tab. Schließe sie dort und versuche es noch einmal.',
    action: TRY_AGAIN_DE,
  },
  cameraLost: {
    title: 'Die Kamera wurde getrennt',
    text: 'Sie wurde abgezogen oder von einer anderen App übernommen. Schließe sie wieder an und mach weiter.',
    action: 'Weiter',
  },
  insecureContext: {
    title: 'Diese Adresse ist nicht sicher',
    text: 'Die Kamera braucht https. Setze https:// vor diese Adresse.',
    action: TRY_AGAIN_DE,
  },
  unsupported: {
    title: 'Keine Kamera in diesem Browser',
    text: 'Öffne die Seite direkt in Chrome, Edge, Firefox oder Safari, nicht in einer anderen App.',
    action: TRY_AGAIN_DE,
  },
  network: {
    title: 'Keine Verbindung',
    text: 'Das Modell konnte nicht geladen werden. Prüfe die Verbindung und versuche es noch einmal.',
    action: TRY_AGAIN_DE,
  },
  modelMissing: {
    title: 'Auf dem Server fehlt eine Datei',
    text: 'Das ist unser Fehler, nicht deiner. Versuche es später noch einmal.',
    action: TRY_AGAIN_DE,
  },
  htmlInsteadOfModel: {
    title: 'Der Server hat die falsche Datei geschickt',
    text: 'Hat dieses Netz eine Anmeldeseite, melde dich erst an und versuche es dann noch einmal.',
    action: TRY_AGAIN_DE,
  },
  modelCorrupt: {
    title: 'Eine Datei ist beschädigt angekommen',
    text: 'Das Modell weicht vom veröffentlichten ab und wurde deshalb nicht benutzt. Versuche es mit einer anderen Verbindung.',
    action: TRY_AGAIN_DE,
  },
  modelIncompatible: MIXED_DE,
  wasmAbsent: TOO_OLD_DE,
  wasmBlocked: {
    title: 'WebAssembly ist gesperrt',
    text: 'Ohne WebAssembly geht es nicht. Vielleicht verbietet es ein Schutzmodus oder eine Erweiterung. Erlaube es für diese Seite und versuche es noch einmal.',
    action: TRY_AGAIN_DE,
  },
  wasmHung: HUNG_DE,
  canvasAbsent: TOO_OLD_DE,
  workerFailed: {
    title: 'Es läuft nicht mehr',
    text: `Der Teil, der Gesichter liest, ist abgebrochen. ${PERSISTS_DE}`,
    action: TRY_AGAIN_DE,
  },
  workerHung: HUNG_DE,
  protocolBroken: MIXED_DE,
  badFrame: UNREADABLE_DE,
  badOption: UNREADABLE_DE,
  faceGone: UNREADABLE_DE,
  disposed: UNREADABLE_DE,
};
