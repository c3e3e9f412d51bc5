/**
 * What the host itself says: menus, tray, dialogs, notifications. The window's words have catalogues of their own; these are few, and have
 * to be there before any window is.
 */

export type Language = 'en' | 'id';

export interface Words {
  readonly file: string;
  readonly newConversation: string;
  readonly newWindow: string;
  readonly settings: string;
  readonly closeToTray: string;
  readonly startAtLogin: string;
  readonly notifications: string;
  readonly signOut: string;
  readonly quit: string;
  readonly edit: string;
  readonly undo: string;
  readonly redo: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly pastePlain: string;
  readonly selectAll: string;
  readonly search: string;
  readonly view: string;
  readonly reload: string;
  readonly actualSize: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly fullScreen: string;
  readonly developerTools: string;
  readonly window: string;
  readonly minimize: string;
  readonly closeWindow: string;
  readonly help: string;
  readonly shortcuts: string;
  readonly about: string;
  readonly open: string;
  readonly services: string;
  readonly hideApp: string;
  readonly hideOthers: string;
  readonly showAll: string;
  readonly addToDictionary: string;
  /** Names of the connection for tray and title. */
  readonly connection: {
    readonly online: string;
    readonly starting: string;
    readonly offline: string;
    readonly captivePortal: string;
    readonly serverDown: string;
    readonly signedOut: string;
    readonly restarting: string;
    readonly failed: string;
  };
  unread(count: number): string;
  waiting(count: number): string;
  readonly quitQuestion: {
    message(count: number): string;
    readonly detail: string;
    readonly quit: string;
    readonly stay: string;
  };
  readonly summary: {
    title(messages: number): string;
    body(conversations: number): string;
  };
  /** Said on the sign-in screen. */
  readonly notices: {
    readonly keyStoreOpen: string;
    readonly keyStoreNone: string;
    readonly tokenUnreadable: string;
  };
  readonly couldNotStart: string;
}

function plural(count: number, one: string, other: string): string {
  return `${count} ${count === 1 ? one : other}`;
}

const english: Words = {
  file: 'File',
  newConversation: 'New conversation',
  newWindow: 'New window',
  settings: 'Settings…',
  closeToTray: 'Keep running in the tray when the window closes',
  startAtLogin: 'Start at login',
  notifications: 'Notifications',
  signOut: 'Sign out',
  quit: 'Quit Zukses Desk',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  pastePlain: 'Paste as plain text',
  selectAll: 'Select all',
  search: 'Search everywhere',
  view: 'View',
  reload: 'Reload',
  actualSize: 'Actual size',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fullScreen: 'Full screen',
  developerTools: 'Developer tools',
  window: 'Window',
  minimize: 'Minimise',
  closeWindow: 'Close window',
  help: 'Help',
  shortcuts: 'Keyboard shortcuts',
  about: 'About Zukses Desk',
  open: 'Open Zukses Desk',
  services: 'Services',
  hideApp: 'Hide Zukses Desk',
  hideOthers: 'Hide others',
  showAll: 'Show all',
  addToDictionary: 'Add to dictionary',
  connection: {
    online: 'Connected',
    starting: 'Starting',
    offline: 'Offline',
    captivePortal: 'The network asks for a sign-in',
    serverDown: 'The server does not answer',
    signedOut: 'Signed out',
    restarting: 'Restarting',
    failed: 'Not running',
  },
  unread: (count) => plural(count, 'unread message', 'unread messages'),
  waiting: (count) => `${count} waiting to send`,
  quitQuestion: {
    message: (count) =>
      count === 1 ? '1 message or change has not been sent yet' : `${count} messages or changes have not been sent yet`,
    detail: 'They are kept on this computer and are sent when Zukses Desk runs again.',
    quit: 'Quit',
    stay: 'Keep running',
  },
  summary: {
    title: (messages) => plural(messages, 'new message', 'new messages'),
    body: (conversations) => `In ${plural(conversations, 'conversation', 'conversations')}`,
  },
  notices: {
    keyStoreOpen:
      'This computer has no protected place for a sign-in. Unless you agree to keep it where your other programs could read it, you sign in again after each start. Your messages stay on this computer either way.',
    keyStoreNone:
      'This computer can not keep your sign-in: you sign in again after each start. Your messages stay on this computer.',
    tokenUnreadable:
      'Your computer’s key store did not give your sign-in back; perhaps it is locked. Sign in again to send. Everything else is here.',
  },
  couldNotStart: 'Zukses Desk could not start',
};

const indonesian: Words = {
  file: 'Berkas',
  newConversation: 'Percakapan baru',
  newWindow: 'Jendela baru',
  settings: 'Pengaturan…',
  closeToTray: 'Tetap berjalan di baki saat jendela ditutup',
  startAtLogin: 'Mulai saat masuk komputer',
  notifications: 'Notifikasi',
  signOut: 'Keluar dari akun',
  quit: 'Tutup Zukses Desk',
  edit: 'Edit',
  undo: 'Urungkan',
  redo: 'Ulangi',
  cut: 'Potong',
  copy: 'Salin',
  paste: 'Tempel',
  pastePlain: 'Tempel sebagai teks biasa',
  selectAll: 'Pilih semua',
  search: 'Cari di semua percakapan',
  view: 'Tampilan',
  reload: 'Muat ulang',
  actualSize: 'Ukuran sebenarnya',
  zoomIn: 'Perbesar',
  zoomOut: 'Perkecil',
  fullScreen: 'Layar penuh',
  developerTools: 'Alat pengembang',
  window: 'Jendela',
  minimize: 'Minimalkan',
  closeWindow: 'Tutup jendela',
  help: 'Bantuan',
  shortcuts: 'Pintasan papan ketik',
  about: 'Tentang Zukses Desk',
  open: 'Buka Zukses Desk',
  services: 'Layanan',
  hideApp: 'Sembunyikan Zukses Desk',
  hideOthers: 'Sembunyikan yang lain',
  showAll: 'Tampilkan semua',
  addToDictionary: 'Tambahkan ke kamus',
  connection: {
    online: 'Terhubung',
    starting: 'Memulai',
    offline: 'Luring',
    captivePortal: 'Jaringan meminta masuk dulu',
    serverDown: 'Server tidak menjawab',
    signedOut: 'Belum masuk',
    restarting: 'Memulai ulang',
    failed: 'Tidak berjalan',
  },
  unread: (count) => `${count} pesan belum dibaca`,
  waiting: (count) => `${count} menunggu dikirim`,
  quitQuestion: {
    message: (count) => `${count} pesan atau perubahan belum terkirim`,
    detail: 'Pesan tersimpan di komputer ini dan dikirim saat Zukses Desk dibuka lagi.',
    quit: 'Tutup',
    stay: 'Tetap buka',
  },
  summary: {
    title: (messages) => `${messages} pesan baru`,
    body: (conversations) => `Di ${conversations} percakapan`,
  },
  notices: {
    keyStoreOpen:
      'Komputer ini tidak punya tempat terlindung untuk data masuk. Kecuali Anda setuju menyimpannya di tempat yang dapat dibaca program lain milik Anda, Anda masuk lagi setiap kali dibuka. Pesan Anda tetap tersimpan di komputer ini.',
    keyStoreNone:
      'Komputer ini tidak dapat menyimpan data masuk: Anda masuk lagi setiap kali dibuka. Pesan Anda tetap tersimpan di komputer ini.',
    tokenUnreadable:
      'Penyimpan kunci komputer Anda tidak memberikan data masuk; mungkin sedang terkunci. Masuk lagi untuk mengirim. Yang lain tetap ada di sini.',
  },
  couldNotStart: 'Zukses Desk tidak dapat dimulai',
};

export function wordsFor(language: Language): Words {
  return language === 'id' ? indonesian : english;
}

/** The agent's choice wins; `system` follows the computer: Indonesian for `id`, else English. */
export function languageOf(choice: 'system' | Language, systemLocale: string): Language {
  if (choice !== 'system') return choice;
  return /^id\b/i.test(systemLocale) ? 'id' : 'en';
}
