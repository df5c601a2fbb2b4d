import type { MediaErrorCode } from '../media/errors';

/** The sentences about chosen photos and videos, in every language of the page. */
export interface MediaCopy {
  readonly opening: string;
  /** Of a picture that is shown all the same. */
  readonly cutOff: string;
  /** Of a picture of which one frame is shown. */
  readonly animation: string;
  /** While a picture is searched for faces, and what ends that. */
  readonly searching: string;
  readonly enough: string;
  readonly drop: string;
  readonly play: string;
  readonly position: string;
  /** Where a video is, of how long it is. */
  readonly time: (at: string, all: string) => string;
  readonly failures: Readonly<
    Record<MediaErrorCode, { readonly title: string; readonly text: string }>
  >;
}

export const MEDIA_EN: MediaCopy = {
  opening: 'Opening the file…',
  cutOff: 'The file is damaged: part of the picture is missing.',
  animation: 'This is an animation: only one of its frames is read.',
  searching: 'Looking for faces…',
  enough: 'Stop here',
  drop: 'Drop a photo or a video',
  play: 'Play',
  position: 'Position in the video',
  time: (at, all) => `${at} of ${all}`,
  failures: {
    emptyFile: {
      title: 'The file is empty',
      text: 'The copy may be incomplete. Try again, or choose another file.',
    },
    addressOnly: {
      title: 'Only a link was dropped',
      text: 'The picture is still on the other site. Save it on this device, then choose or drop the saved file.',
    },
    unreadableFile: {
      title: 'The file could not be read',
      text: 'It may have been moved, or is not on this device yet. Open it in another app once, then choose it again.',
    },
    notPictureOrVideo: {
      title: 'This kind of file cannot be opened',
      text: 'Choose a JPEG, PNG, WebP, AVIF or GIF picture, or an MP4 or WebM video.',
    },
    heic: {
      title: 'This browser cannot open HEIC pictures',
      text: 'iPhones store photos this way. Open this page in Safari, or save the photo as JPEG first: on the iPhone in Settings, Camera, Formats, choose “Most Compatible”.',
    },
    tooLarge: {
      title: 'The picture is too large',
      text: 'It has more than 256 million pixels. Save a smaller copy, then choose that.',
    },
    unreadablePicture: {
      title: 'The picture could not be opened',
      text: 'It may be damaged. Open it in another app, save it as JPEG, then choose that.',
    },
    unreadableVideo: {
      title: 'The video could not be opened',
      text: 'This browser does not support its format. If it is from an iPhone, open this page in Safari. Otherwise save it as MP4 with H.264, which works everywhere.',
    },
  },
};

export const MEDIA_DE: MediaCopy = {
  opening: 'Die Datei wird geöffnet…',
  cutOff: 'Die Datei ist beschädigt: Ein Teil des Bildes fehlt.',
  animation: 'Das ist eine Animation: Nur eines ihrer Bilder wird gelesen.',
  searching: 'Gesichter werden gesucht…',
  enough: 'Suche beenden',
  drop: 'Foto oder Video hier ablegen',
  play: 'Abspielen',
  position: 'Stelle im Video',
  time: (at, all) => `${at} von ${all}`,
  failures: {
    emptyFile: {
      title: 'Die Datei ist leer',
      text: 'Vielleicht wurde sie nicht zu Ende kopiert. Wähle sie noch einmal oder nimm eine andere.',
    },
    addressOnly: {
      title: 'Es ist nur ein Link angekommen',
      text: 'Das Bild selbst liegt noch auf der anderen Website. Speichere es erst auf diesem Gerät und wähle dann die Datei oder lege sie hier ab.',
    },
    unreadableFile: {
      title: 'Die Datei ließ sich nicht lesen',
      text: 'Vielleicht wurde sie verschoben oder ist noch nicht auf diesem Gerät. Öffne sie einmal in einer anderen App und wähle sie dann noch einmal.',
    },
    notPictureOrVideo: {
      title: 'Dateien dieser Art lassen sich nicht öffnen',
      text: 'Wähle ein Bild als JPEG, PNG, WebP, AVIF oder GIF oder ein Video als MP4 oder WebM.',
    },
    heic: {
      title: 'Dieser Browser kann HEIC-Bilder nicht öffnen',
      text: 'So speichern iPhones ihre Fotos. Öffne diese Seite in Safari oder speichere das Foto erst als JPEG: Wähle auf dem iPhone unter Einstellungen, Kamera, Formate „Maximale Kompatibilität“.',
    },
    tooLarge: {
      title: 'Das Bild ist zu groß',
      text: 'Es hat mehr als 256 Millionen Bildpunkte. Speichere eine kleinere Kopie und wähle diese.',
    },
    unreadablePicture: {
      title: 'Das Bild ließ sich nicht öffnen',
      text: 'Vielleicht ist es beschädigt. Öffne es in einer anderen App, speichere es als JPEG und wähle die neue Datei.',
    },
    unreadableVideo: {
      title: 'Das Video ließ sich nicht öffnen',
      text: 'Dieser Browser kennt das Format nicht. Öffne diese Seite in Safari, wenn das Video von einem iPhone ist. Sonst speichere es als MP4 mit H.264, das geht überall.',
    },
  },
};
