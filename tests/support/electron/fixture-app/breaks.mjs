import { nativeMagic } from 'electron';
nativeMagic();
