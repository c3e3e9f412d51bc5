import { describe, expect, it } from 'vitest';
import { daysBetween, formatsFor } from './formats.ts';

const en = formatsFor('en');
const id = formatsFor('id');
const at = (day: number, hour: number, minute = 0): number => new Date(2025, 8, day, hour, minute).getTime();
const now = at(26, 10, 6);

describe('formats', () => {
  it('write times with 24 hours, in Indonesian with a full stop', () => {
    expect(en.time(at(26, 9, 4))).toBe('09:04');
    expect(id.time(at(26, 9, 4))).toBe('09.04');
    expect(en.time(at(26, 0, 5))).toBe('00:05');
  });

  it('name days', () => {
    expect(en.day(at(26, 1), now)).toBe('Today, 26 September 2025');
    expect(en.day(at(25, 23, 59), now)).toBe('Yesterday, 25 September 2025');
    expect(id.day(at(24, 8), now)).toBe('Rabu, 24 September 2025');
  });

  it('say when as short as it can be', () => {
    expect(en.when(at(26, 9, 4), now)).toBe('09:04');
    expect(en.when(at(25, 9, 4), now)).toBe('Yesterday');
    expect(en.when(at(22, 9, 4), now)).toBe('Monday');
    expect(en.when(at(8, 9, 4), now)).toBe('8 Sept');
    expect(id.when(new Date(2024, 7, 8).getTime(), now)).toBe('8 Agu 2024');
  });

  it('say how long ago', () => {
    expect(en.age(now - 20_000, now)).toBe('just now');
    expect(en.age(now - 120_000, now)).toBe('2 min ago');
    expect(id.age(now - 3 * 3_600_000, now)).toBe('3 jam lalu');
    expect(en.age(now - 86_400_000, now)).toBe('1 day ago');
  });

  it('round stretches up', () => {
    expect(en.duration(13_200)).toBe('14 s');
    expect(en.duration(0)).toBe('1 s');
    expect(id.duration(61_000)).toBe('2 mnt');
  });

  it('write money as Rupiah in both languages', () => {
    expect(en.rupiah(1_500_000)).toBe('Rp1.500.000');
    expect(id.rupiah(7_499_000)).toBe('Rp7.499.000');
    expect(id.rupiah(-2500)).toBe('-Rp2.500');
  });

  it('write sizes of files', () => {
    expect(en.fileSize(0)).toBe('0 B');
    expect(en.fileSize(421_888)).toBe('412 KB');
    expect(id.fileSize(2_726_298)).toBe('2,6 MB');
    expect(en.fileSize(1024 * 1024 - 1)).toBe('1 MB');
    expect(en.fileSize(3 * 1024 ** 3)).toBe('3 GB');
  });

  it('count calendar days, not 24 hours', () => {
    expect(daysBetween(at(25, 23, 59), at(26, 0, 1))).toBe(1);
    expect(daysBetween(at(26, 0, 1), at(26, 23, 59))).toBe(0);
  });
});
