'use strict';
const { contextBridge } = require('electron');
const fs = require('node:fs');
contextBridge.exposeInMainWorld('api', { fs: typeof fs });
