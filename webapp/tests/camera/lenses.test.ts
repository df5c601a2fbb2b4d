import { describe, expect, it } from 'vitest';
import { facingOfLabel, otherCamera, type NamedCamera } from '../../src/camera/lenses';

const named = (...names: string[]): NamedCamera[] =>
  names.map((name, index) => ({ deviceId: `id${index}`, name }));

describe('a lens’s name tells where it looks', () => {
  it.each([
    // Chrome on Android, Safari on iOS in several languages, Firefox, Samsung, Surface.
    ['camera2 1, facing front', 'user'],
    ['camera2 0, facing back', 'environment'],
    ['Front Camera', 'user'],
    ['Back Ultra Wide Camera', 'environment'],
    ['Vorderseitige Kamera', 'user'],
    ['Rückkamera', 'environment'],
    ['Rückseitige Ultra-Weitwinkelkamera', 'environment'],
    ['Caméra avant', 'user'],
    ['Caméra arrière', 'environment'],
    ['Cámara frontal', 'user'],
    ['Cámara trasera dual', 'environment'],
    ['Câmera traseira', 'environment'],
    ['Fotocamera anteriore', 'user'],
    ['Fotocamera posteriore', 'environment'],
    ['Camera aan voorzijde', 'user'],
    ['Camera aan achterzijde', 'environment'],
    ['Ön Kamera', 'user'],
    ['Arka Kamera', 'environment'],
    ['Передняя камера', 'user'],
    ['Задняя камера', 'environment'],
    ['前置相机', 'user'],
    ['后置双广角镜头', 'environment'],
    ['前面カメラ', 'user'],
    ['背面カメラ', 'environment'],
    ['전면 카메라', 'user'],
    ['후면 카메라', 'environment'],
    ['FaceTime HD Camera', 'user'],
    ['Microsoft Camera Rear', 'environment'],
    ['Logitech BRIO', undefined],
    ['Background Camera', undefined],
    ['Feedback Cam', undefined],
    ['front and back', undefined],
    ['', undefined],
  ])('%s: %s', (label, facing) => {
    expect(facingOfLabel(label)).toBe(facing);
    // As macOS writes umlauts.
    expect(facingOfLabel(label.normalize('NFD'))).toBe(facing);
  });
});

describe('Switch', () => {
  const phone = named(
    'camera2 1, facing front',
    'Back Ultra Wide',
    'Back Telephoto',
    'Back Camera',
  );

  it('asks for the other direction where the browser tells directions', () => {
    expect(otherCamera(phone, { deviceId: 'id0', facing: 'user' })).toEqual({
      facing: 'environment',
    });
    for (const deviceId of ['id1', 'id2', 'id3', undefined]) {
      expect(otherCamera(phone, { deviceId, facing: 'environment' })).toEqual({ facing: 'user' });
    }
  });

  it('goes by the names where it does not, to the plain lens', () => {
    const facing = undefined;
    expect(otherCamera(phone, { deviceId: 'id0', facing })).toEqual({ deviceId: 'id3' });
    expect(otherCamera(phone, { deviceId: 'id2', facing })).toEqual({ deviceId: 'id0' });
  });

  it('leads to the other of two cameras that tell nothing, also from one without an id', () => {
    const desk = named('Logitech BRIO', 'Cam Link');
    const facing = undefined;
    expect(otherCamera(desk, { deviceId: 'id0', facing })).toEqual({ deviceId: 'id1' });
    expect(otherCamera(desk, { deviceId: 'id1', facing })).toEqual({ deviceId: 'id0' });
    expect(otherCamera(desk, { deviceId: undefined, facing })).toEqual({ deviceId: 'id1' });
    expect(otherCamera(desk, { deviceId: 'id0', facing: 'user' })).toEqual({ deviceId: 'id1' });
  });

  it('is not offered with one camera, or among three that tell nothing', () => {
    expect(otherCamera(named('a'), { deviceId: 'id0', facing: 'user' })).toBeUndefined();
    const three = named('a', 'b', 'c');
    expect(otherCamera(three, { deviceId: 'id0', facing: undefined })).toBeUndefined();
  });

  it('asks a browser that hides names but tells the direction', () => {
    const three = named('', '', '');
    expect(otherCamera(three, { deviceId: undefined, facing: 'user' })).toEqual({
      facing: 'environment',
    });
  });
});
