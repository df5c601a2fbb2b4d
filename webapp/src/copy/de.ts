import type { Copy } from './en';
import { FAILURES_DE, PERSISTS_DE, RELOAD_DE, TRY_AGAIN_DE } from './failures';
import { MEDIA_DE } from './media';
import { TIMELINE_DE } from './timeline';

const PERCENT = new Intl.NumberFormat('de', { style: 'percent' });
const WHOLE = new Intl.NumberFormat('de');
const TENTHS = new Intl.NumberFormat('de', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

const percent = (share: number): string => PERCENT.format(share);
const megabytes = (bytes: number): string => TENTHS.format(bytes / 1e6);

const NAMES: Readonly<Record<string, string>> = {
  angry: 'Wütend',
  disgust: 'Angewidert',
  fear: 'Ängstlich',
  happy: 'Fröhlich',
  sad: 'Traurig',
  surprise: 'Überrascht',
  neutral: 'Neutral',
};

const NO_FACE = 'Kein Gesicht zu sehen';

/** German. */
export const DE: Copy = {
  language: 'de',
  languageName: 'Deutsch',
  direction: 'ltr',
  percent,
  megabytes,
  hints: {
    tooSmall: 'Komm näher',
    tooDark: 'Mehr Licht würde helfen',
    tooBright: 'Weniger Licht würde helfen',
    noisy: 'Mehr Licht mindert das Rauschen',
    blurred: 'Halte einen Moment still',
    tilted: 'Halte den Kopf aufrecht',
    turned: 'Sieh in die Kamera',
  },
  expressionName: (label) => NAMES[label] ?? label.charAt(0).toUpperCase() + label.slice(1),
  describeFaces: (names) => {
    if (names.length === 0) return NO_FACE;
    if (names.length === 1) return names.join('');
    return `${names.length} Gesichter: ${names.join(', ')}`;
  },

  notice: {
    name: 'Mien',
    lead: 'Sieh, wie ein Gesicht wirkt.',
    intro:
      'Richte die Kamera auf ein Gesicht: Mien schätzt, welchen von sieben Ausdrücken es zeigt.',
    staysTitle: 'Alles bleibt bei dir',
    stays: 'Kein Bild und kein Ergebnis verlässt dieses Gerät.',
    staysGiving: 'Nur die Bilder, die du gibst, verlassen dieses Gerät.',
    guessesTitle: 'Mien rät nach dem Aussehen',
    guesses: 'Ein Ausdruck ist kein Gefühl, und Mien liegt oft falsch.',
    judgesTitle: 'Mien urteilt über niemanden',
    judges: 'Nicht für Arbeit, Schule, Gesundheit oder Sicherheit gedacht.',
    open: 'Kamera öffnen',
    picture: 'Fotos oder Videos wählen',
  },

  loading: {
    startingWorker: 'Wird vorbereitet…',
    warmingUp: 'Fast bereit…',
    ready: 'Bereit',
    downloading: (loadedBytes, totalBytes) =>
      `${megabytes(loadedBytes)} von ${megabytes(totalBytes)} MB geladen`,
  },

  live: {
    panel: 'Ausdruck',
    opening: 'Kamera startet…',
    starting: 'Es geht los…',
    waiting: 'Warten auf die Kamera…',
    waitingForFile: 'Wird gelesen…',
    searching: 'Suche Gesicht…',
    noFace: NO_FACE,
    noFaceHelp: 'Komm auf zwei Meter heran, auf Augenhöhe.',
    noFaceInFile: 'Hier wurde kein Gesicht gefunden.',
    noFaceInFileHelp: 'Gesichter müssen groß genug sein und in die Kamera sehen.',
    notSure: 'Nicht sicher',
    notSureHelp: 'Kein Ausdruck sticht hervor.',
    frozen: 'Bild steht: kurz anhalten',
    bars: 'Wie sehr das Gesicht nach jedem Ausdruck aussieht',
    faces: 'Gesichter',
    face: (number) => `Gesicht ${number}. Details anzeigen`,
    readings: 'Alle im Bild',
    faceNumber: (number) => `Gesicht ${number}`,
    whyOf: (number) => `Warum? Gesicht ${number}`,
    paused: 'Angehalten',
    cameraOff: 'Die Kamera ist aus',
    photo: 'Das gewählte Foto',
    video: 'Das gewählte Video',
  },

  troubles: {
    again: TRY_AGAIN_DE,
    question: {
      title: 'Kamera erlauben?',
      help: 'Der Browser fragt oben oder unten im Fenster. Keine Frage da? Öffne die Seite direkt in Chrome, Firefox oder Safari, nicht in einer anderen App.',
    },
    noPicture: {
      title: 'Es kommt kein Bild',
      help: 'Die Kamera ist an, sendet aber nichts. Schließe andere Apps, die sie benutzen, und versuche es dann noch einmal.',
    },
    taken: {
      title: 'Die Kamera ist belegt',
      help: 'Ein Anruf oder eine andere App benutzt sie. Danach geht es von selbst weiter.',
    },
    unreadable: {
      title: 'Das Bild lässt sich nicht lesen',
      help: 'Beim Lesen ist etwas schiefgegangen. Versuche es noch einmal oder wähle in den Einstellungen ein anderes Modell.',
    },
    slow: {
      title: 'Das dauert lange',
      help: 'Das Gerät ist beschäftigt. Schließe andere Apps und versuche es dann noch einmal.',
    },
    black: {
      title: 'Das Bild ist schwarz',
      help: 'Ist die Linse verdeckt oder eine Blende geschlossen? Mach sie frei oder schalte die Kamera am Gerät ein.',
    },
    blank: {
      title: 'Das Bild ist leer',
      help: 'Es hat nur eine Farbe. Ist die Linse verdeckt? Mach sie frei oder versuche es noch einmal.',
    },
    frozen: {
      title: 'Das Bild steht still',
      help: 'Es hat sich seit einer Weile nicht geändert. „Erneut versuchen“ startet die Kamera neu.',
    },
  },

  controls: {
    bar: 'Bedienung',
    pause: 'Anhalten',
    resume: 'Weiter',
    switchCamera: 'Kamera wechseln',
    switch: 'Wechseln',
    camera: 'Kamera',
    picture: 'Bild',
    pictureLong: 'Bild oder Video wählen',
    why: 'Warum?',
    timeline: 'Verlauf',
    more: 'Mehr',
    leave: 'Zurück zur Startseite',
    close: 'Schließen',
  },

  menu: {
    study: 'Viele Dateien',
    title: 'Mehr',
    settings: 'Einstellungen',
    about: 'Über Mien',
    install: 'Als App installieren',
  },

  face: {
    seen: 'Was das Netz sah: das Gesicht aufrecht, 48 × 48 Bildpunkte, grau',
    working: 'Ein Teil nach dem anderen wird abgedeckt…',
    stop: 'Abbrechen',
    again: 'Neu beginnen',
    stopped: 'Abgebrochen.',
    gone: 'Das Gesicht war zu schnell weg. Schließe diese Ansicht und versuche es noch einmal.',
    showMap: 'Zeigen, worauf es ankam',
    mapFor: (name) => `Warme Stellen sprechen für „${name}“, kühle dagegen.`,
    mapPart: (name, part, fall) =>
      `Für „${name}“ zählte am meisten: ${part}. Ist dieser Teil abgedeckt, fällt „${name}“ um ${WHOLE.format(Math.round(fall * 100))} Prozentpunkte.`,
    mapFlat: (name) => `Kein Teil entscheidet allein: Was man auch abdeckt, „${name}“ fällt kaum.`,
    parts: [
      ['oben links', 'die Stirn', 'oben rechts'],
      ['das Auge links', 'die Mitte des Gesichts', 'das Auge rechts'],
      ['unten links', 'der Mund', 'unten rechts'],
    ],
    certaintyTitle: 'Wie sicher ist das?',
    sure: (name, share) =>
      `Im Test waren von 100 Gesichtern mit diesem Wert etwa ${Math.round(share * 100)} als „${name}“ beschriftet.`,
    notSure: (below) =>
      `Erreicht kein Ausdruck ${percent(below)} oder ist das Gesicht zu dunkel oder zu klein, heißt es „nicht sicher“.`,
    hintsTitle: 'Was helfen würde',
  },

  settings: {
    title: 'Einstellungen',
    kept: 'Einstellungen werden auf diesem Gerät gespeichert, Bilder und Ergebnisse nur, wenn du sie gibst oder behältst.',
    notKept:
      'Dieser Browser speichert für diese Seite nichts. Die Einstellungen gelten, bis du die Seite schließt.',
    language: 'Sprache',
    languageAuto: 'Wie im Browser',
    camera: 'Kamera',
    cameraNumber: (number) => `Kamera ${number}`,
    model: 'Modell',
    modelHelp:
      'Wie oft jedes Modell dasselbe sagte wie Menschen, und wie groß seine Dateien sind. ' +
      'Bei unscharfen oder verrauschten Bildern ist „Schnell“ besser als „Genau“.',
    modelOption: (name, accuracy, bytes) => `${name}: ${percent(accuracy)}, ${megabytes(bytes)} MB`,
    modelNames: {
      fast: 'Schnell',
      accurate: 'Genau',
    },
    smoothing: 'Glättung',
    smoothingHelp: '„Ruhig“ verbirgt Flackern, „Flink“ zeigt kurze Ausdrücke.',
    smoothings: { off: 'Aus', quick: 'Flink', calm: 'Ruhig' },
    mirror: 'Bild spiegeln',
    mirrorHelp: 'Ändert nur, was du siehst, nicht das Ergebnis.',
    mirrors: { auto: 'Frontkamera', on: 'Immer', off: 'Nie' },
    sound: 'Ton',
    soundHelp: 'Ein leiser Ton, wenn der Ausdruck wechselt.',
    reset: 'Zurücksetzen',
  },

  giving: {
    title: 'Hilf beim Lernen',
    how: 'Aus, bis du es einschaltest. Dann kannst du einzelne Gesichter geben: Du siehst dir das Bild an, sagst, was es zeigt, und sendest es mit einem Tippen an den Server dieser Seite.',
    sentTitle: 'Das wird jedes Mal gesendet:',
    sent: [
      'das Gesicht, wie du es siehst: 48 × 48 graue Bildpunkte',
      'der Ausdruck, den du ausgewählt hast',
      'Name und Version des Modells, das ihn erkannt hat',
      'die Version dieses Textes, dem du zugestimmt hast',
    ],
    never:
      'Nie das ganze Kamerabild und keine Angaben zu deiner Person: kein Konto, kein Cookie, und deine Adresse wird nicht gespeichert. Der Server vermerkt den Tag und welche Bilder an diesem Tag von derselben Seite kamen. Ein Gesicht lässt sich trotzdem wiedererkennen: Gib nur dein eigenes oder das einer Person, die zugestimmt hat.',
    kept: 'Mit den Bildern werden nur die Modelle dieses Projekts trainiert. Sie werden nach 365 Tagen gelöscht oder sobald du sie mit ihrem Beleg zurücknimmst. Was ein Modell bis dahin gelernt hat, bleibt.',
    agree: 'Ich möchte Bilder geben können',
    list: 'Deine Bilder',
    loading: 'Wird geladen…',
    notLoaded: `Dieser Teil konnte nicht geladen werden. ${PERSISTS_DE}`,
    again: TRY_AGAIN_DE,
  },

  timeline: TIMELINE_DE,
  media: MEDIA_DE,

  update: {
    text: 'Eine neue Version ist da.',
    action: 'Aktualisieren',
    later: 'Später',
  },

  broken: {
    title: 'Die Seite ließ sich nicht anzeigen',
    text: 'Deine Einstellungen bleiben erhalten. Versuche es noch einmal oder lade die Seite neu.',
    reload: RELOAD_DE,
  },

  failures: FAILURES_DE,

  about: {
    title: 'Über Mien',
    howTitle: 'So funktioniert es',
    how: 'Ein kleines Netz findet Gesichter. Jedes wird aufrecht gedreht und auf 48 × 48 graue Bildpunkte verkleinert. Ein zweites Netz, das aus 28.709 beschrifteten Bildern (FER2013) gelernt hat, liest den Ausdruck. Beide laufen auf diesem Gerät, sobald sich das Bild ändert.',
    trustTitle: 'Wie gut es ist',
    trust: (accuracy, faces) =>
      `Bei ${WHOLE.format(faces)} Bildern, die es beim Lernen nicht gesehen hatte, stimmte es in ${percent(accuracy)} der Fälle mit der Beschriftung überein. Menschen kommen auf etwa 65 % (Goodfellow u. a., 2013). Die Bilder stammen aus dem Internet und zeigen nicht alle Lebensalter und Hautfarben gleich oft; deshalb liegt es bei manchen Gesichtern öfter falsch als bei anderen.`,
    trustUnknown: 'Die Genauigkeit dieses Modells wurde nicht gemessen.',
    boundsTitle: 'Wofür es nicht gedacht ist',
    bounds:
      'Gesichter verraten nicht, was jemand fühlt, denkt oder vorhat. Beurteile damit niemanden: nicht bei der Arbeit, in der Schule, bei Bewerbungen, in der Pflege oder bei der Polizei; in der Europäischen Union ist manches davon verboten.',
    privacyTitle: 'Was mit dem Bild geschieht',
    privacy:
      'Gesendet wird nur, was du gibst. Gespeichert werden nur deine Einstellungen und was du gibst oder behältst. Die Seite darf sich nur mit ihrer eigenen Adresse verbinden; dafür sorgt dein Browser.',
    givingTitle: 'Wenn du Bilder gibst',
    giving:
      'In den Einstellungen kannst du das Geben einzelner Gesichter einschalten, damit die Modelle daraus lernen. Der Text dort sagt, was gesendet wird. „Deine Bilder“ zeigt, welche du gegeben hast. Dort kannst du sie zurücknehmen, mit ihrem Beleg auch auf jedem anderen Gerät.',
    checkTitle: 'Sieh selbst nach',
    check:
      'Warte auf „Bereit“ und schalte dann den Flugmodus ein: Es funktioniert trotzdem. Am Computer bleibt die Netzwerkansicht des Browsers (F12) still, während die Kamera läuft.',
    installTitle: 'Auf dem Handy installieren',
    install:
      'Auf dem iPhone: Teilen, dann „Zum Home-Bildschirm“. Auf Android: das Menü des Browsers, dann „Installieren“. Danach öffnet es sich auch ohne Verbindung.',
    technicalTitle: 'Technisches',
    model: 'Modell',
    size: 'Geladen',
    speed: 'Je Bild',
    detector: 'Gesichtssuche',
    privacyPage: 'Datenschutz und Kontakt (englisch)',
    licences: 'Lizenzen Dritter',
    detectorSource: 'BlazeFace short-range, Google, Apache-2.0',
  },
};
