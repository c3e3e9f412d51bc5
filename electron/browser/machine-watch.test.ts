import type { NetworkInterfaceInfo } from 'node:os';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LOOK_EVERY_MS, MachineWatch } from './machine-watch.ts';

const address = (internal: boolean): NetworkInterfaceInfo => ({
  address: '192.0.2.1',
  netmask: '255.255.255.0',
  mac: '00:00:00:00:00:01',
  family: 'IPv4',
  cidr: null,
  internal,
});

let interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = {};
let slept = 0;
const onNetwork = vi.fn<(online: boolean) => void>();
const onWake = vi.fn<() => void>();
let watch: MachineWatch;

beforeEach(() => {
  vi.useFakeTimers();
  onNetwork.mockClear();
  onWake.mockClear();
  slept = 0;
  interfaces = { lo: [address(true)], eth0: [address(false)] };
  watch = new MachineWatch({ now: () => Date.now() + slept, interfaces: () => interfaces, onNetwork, onWake });
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

it('says when the last network goes and when one comes back, once each', () => {
  interfaces = { lo: [address(true)] };
  vi.advanceTimersByTime(3 * LOOK_EVERY_MS);
  expect(onNetwork.mock.calls).toEqual([[false]]);
  interfaces = { lo: [address(true)], wlan0: [address(false)] };
  vi.advanceTimersByTime(3 * LOOK_EVERY_MS);
  expect(onNetwork.mock.calls).toEqual([[false], [true]]);
  expect(onWake).not.toHaveBeenCalled();
});

it('knows by the clock that the computer slept', () => {
  vi.advanceTimersByTime(LOOK_EVERY_MS);
  slept = 60_000;
  vi.advanceTimersByTime(3 * LOOK_EVERY_MS);
  expect(onWake).toHaveBeenCalledOnce();
});

it('looks no more when it was stopped', () => {
  watch.stop();
  interfaces = {};
  vi.advanceTimersByTime(10 * LOOK_EVERY_MS);
  expect(onNetwork).not.toHaveBeenCalled();
});
