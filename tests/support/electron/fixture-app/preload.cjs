'use strict';
const { contextBridge, ipcRenderer, webUtils } = require('electron');
const { EventEmitter } = require('events');
const ports = new Map();
contextBridge.exposeInMainWorld('api', {
  echo: (...args) => ipcRenderer.invoke('echo', ...args),
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  note: (...args) => ipcRenderer.send('note', ...args),
  onNoted: (listener) => {
    const forward = (_event, ...args) => listener(...args);
    ipcRenderer.on('noted', forward);
    return () => ipcRenderer.removeListener('noted', forward);
  },
  pathOf: (file) => webUtils.getPathForFile(file),
  sync: () => ipcRenderer.sendSync('x'),
  throwing: () => {
    throw new RangeError('thrown in the preload');
  },
  rejecting: async () => {
    throw new Error('rejected in the preload');
  },
  callBack: (callback) => callback({ from: 'preload', list: [1, new Date(5)] }),
  facts: {
    process: [process.type, process.sandboxed, process.contextIsolated],
    emitter: typeof EventEmitter,
    modules: probe(),
  },
  openPort: (name, message) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      ports.set(name, port1);
      port1.addEventListener('message', (event) => resolve(event.data));
      port1.start();
      ipcRenderer.postMessage('port', message, [port2]);
      port1.postMessage('over the port');
    }),
  closePort: (name) => ports.get(name).close(),
  nestedPort: (name, value) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', (event) => resolve(event.data));
      port1.start();
      ports.get(name).postMessage(value, [port2]);
    }),
  join: () =>
    new Promise((resolve) => {
      ipcRenderer.once('joined', (event, message) => {
        const [port] = event.ports;
        port.addEventListener('message', (answer) => resolve([message, answer.data]));
        port.start();
        port.postMessage({ ask: 'from the page', bytes: new Uint8Array([1, 2, 3]) });
      });
      ipcRenderer.send('join');
    }),
});
function probe() {
  const seen = {};
  for (const name of ['node:fs', 'fs', 'path', 'child_process', 'node:events', 'timers', 'url']) {
    try {
      require(name);
      seen[name] = 'there';
    } catch (error) {
      seen[name] = error.message;
    }
  }
  return seen;
}
