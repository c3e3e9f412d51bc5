import styles from './icon.module.css';

/** The sprite behind every `Icon`; stands once, at the top of the page. */
export function IconSprite() {
  return (
    <svg className={styles['sprite']} xmlns="http://www.w3.org/2000/svg" aria-hidden="true" focusable="false">
      <symbol id="i-inbox" viewBox="0 0 20 20">
        <path d="M3 11.5 5.2 4.6A1.5 1.5 0 0 1 6.6 3.5h6.8a1.5 1.5 0 0 1 1.4 1.1L17 11.5V15a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15z" />
        <path d="M3.2 11.5h3.9l1 2h3.8l1-2h3.9" />
      </symbol>
      <symbol id="i-clock" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="6.75" />
        <path d="M10 6.25V10l2.5 1.75" />
      </symbol>
      <symbol id="i-snooze" viewBox="0 0 20 20">
        <circle cx="10" cy="11" r="5.75" />
        <path d="M8.25 9h3.5l-3.5 4h3.5M3 5.75l2.25-2M17 5.75l-2.25-2" />
      </symbol>
      <symbol id="i-send" viewBox="0 0 20 20">
        <path d="M3.5 4 17 10 3.5 16l2-6zM5.5 10h5" />
      </symbol>
      <symbol id="i-check" viewBox="0 0 20 20">
        <path d="m4.5 10.5 3.5 3.5 7.5-8" />
      </symbol>
      <symbol id="i-checks" viewBox="0 0 20 20">
        <path d="m1.75 10.5 3.5 3.5 7-8M9.25 13l1 1 7.5-8" />
      </symbol>
      <symbol id="i-done" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="6.75" />
        <path d="m7 10.2 2.1 2.1 4-4.4" />
      </symbol>
      <symbol id="i-search" viewBox="0 0 20 20">
        <circle cx="9" cy="9" r="5.25" />
        <path d="m13 13 3.75 3.75" />
      </symbol>
      <symbol id="i-settings" viewBox="0 0 20 20">
        <path d="M3 6h7.5M14.5 6H17M3 14h2.5M9.5 14H17" />
        <circle cx="12.5" cy="6" r="2" />
        <circle cx="7.5" cy="14" r="2" />
      </symbol>
      <symbol id="i-theme" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="6.75" />
        <path d="M10 3.25v13.5M10 6.5h5.6M10 10h6.75M10 13.5h5.6" />
      </symbol>
      <symbol id="i-compose" viewBox="0 0 20 20">
        <path d="M16.5 10.5V15a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15V5A1.5 1.5 0 0 1 5 3.5h4.5" />
        <path d="m8.25 11.75.5-2.5 6.25-6.25 2 2-6.25 6.250z" />
      </symbol>
      <symbol id="i-filter" viewBox="0 0 20 20">
        <path d="M3.5 5.500h13M6 10h8M8.5 14.500h3" />
      </symbol>
      <symbol id="i-down" viewBox="0 0 20 20">
        <path d="m6 8 4 4 4-4" />
      </symbol>
      <symbol id="i-right" viewBox="0 0 20 20">
        <path d="m8 6 4 4-4 4" />
      </symbol>
      <symbol id="i-back" viewBox="0 0 20 20">
        <path d="M16 10H4.500M9 5.25 4.25 10 9 14.75" />
      </symbol>
      <symbol id="i-more" viewBox="0 0 20 20">
        <path d="M5 10h.01M10 10h.01M15 10h.01" strokeWidth="2.25" />
      </symbol>
      <symbol id="i-x" viewBox="0 0 20 20">
        <path d="m5.5 5.5 9 9M14.5 5.500l-9 9" />
      </symbol>
      <symbol id="i-clip" viewBox="0 0 20 20">
        <path d="m16 9.5-6 6a3.7 3.7 0 0 1-5.25-5.250l6.5-6.500a2.5 2.5 0 0 1 3.5 3.500l-6.35 6.350a1.2 1.2 0 0 1-1.75-1.700L12 6.5" />
      </symbol>
      <symbol id="i-smile" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="6.75" />
        <path d="M7.25 11.750a3.4 3.4 0 0 0 5.5 0M7.75 8h.01M12.25 8h.01" />
      </symbol>
      <symbol id="i-react" viewBox="0 0 20 20">
        <path d="M11.5 3.700A6.5 6.5 0 1 0 16.3 9M6.75 12a3.4 3.4 0 0 0 5.5 0M7.5 8.500h.01M11.5 8.500h.01M15.5 2.750v4M13.5 4.750h4" />
      </symbol>
      <symbol id="i-slash" viewBox="0 0 20 20">
        <rect x="3.5" y="3.5" width="13" height="13" rx="2.5" />
        <path d="m8.25 13.25 3.5-6.5" />
      </symbol>
      <symbol id="i-reply" viewBox="0 0 20 20">
        <path d="M8 5 3.5 9.5 8 14M3.5 9.500h8a5 5 0 0 1 5 5v.75" />
      </symbol>
      <symbol id="i-edit" viewBox="0 0 20 20">
        <path d="m4 16 .75-3.250L13.25 4.250a1.4 1.4 0 0 1 2 0l.5.5a1.4 1.4 0 0 1 0 2L7.25 15.250zM11.75 5.750l2.5 2.5" />
      </symbol>
      <symbol id="i-trash" viewBox="0 0 20 20">
        <path d="M3.75 5.750h12.500M7.75 5.500V4.250a.75.75 0 0 1 .75-.75h3a.75.75 0 0 1 .75.750V5.500M5.25 5.750l.6 9.350a1.5 1.5 0 0 0 1.5 1.400h5.300a1.5 1.5 0 0 0 1.5-1.400l.6-9.350M8.5 9v4.500M11.5 9v4.5" />
      </symbol>
      <symbol id="i-retry" viewBox="0 0 20 20">
        <path d="M16.25 10a6.25 6.25 0 1 1-1.9-4.500M16.5 3v3.250h-3.25" />
      </symbol>
      <symbol id="i-sync" viewBox="0 0 20 20">
        <path d="M4 9a6.2 6.2 0 0 1 11-2.700L16.5 8M16.5 4.250V8h-3.750M16 11a6.2 6.2 0 0 1-11 2.700L3.5 12M3.5 15.750V12h3.75" />
      </symbol>
      <symbol id="i-alert" viewBox="0 0 20 20">
        <path d="M8.7 4.25 2.9 14.300a1.5 1.5 0 0 0 1.3 2.200h11.600a1.5 1.5 0 0 0 1.3-2.200L11.3 4.250a1.5 1.5 0 0 0-2.6 0zM10 8.250v3.250M10 14h.01" />
      </symbol>
      <symbol id="i-fail" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="6.75" />
        <path d="M10 6.500v4M10 13.250h.01" />
      </symbol>
      <symbol id="i-info" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="6.75" />
        <path d="M10 9.250v4M10 6.750h.01" />
      </symbol>
      <symbol id="i-lock" viewBox="0 0 20 20">
        <rect x="4.25" y="9" width="11.5" height="7.5" rx="1.5" />
        <path d="M6.75 9V6.750a3.25 3.25 0 0 1 6.5 0V9" />
      </symbol>
      <symbol id="i-order" viewBox="0 0 20 20">
        <path d="m10 2.75 6.5 3.500v7.500L10 17.250l-6.5-3.500v-7.500zM3.75 6.4 10 9.750l6.25-3.350M10 9.750v7.250M6.75 4.600l6.35 3.45" />
      </symbol>
      <symbol id="i-product" viewBox="0 0 20 20">
        <path d="M10.6 3.500H5A1.5 1.5 0 0 0 3.5 5v5.600a1.5 1.5 0 0 0 .45 1.050l4.9 4.900a1.5 1.5 0 0 0 2.1 0l5.6-5.600a1.5 1.5 0 0 0 0-2.100l-4.9-4.900a1.5 1.5 0 0 0-1.05-.450zM7 7h.01" />
      </symbol>
      <symbol id="i-direct" viewBox="0 0 20 20">
        <circle cx="10" cy="7" r="3.25" />
        <path d="M3.75 16.500c.6-3 3.1-4.75 6.25-4.750s5.65 1.75 6.25 4.75" />
      </symbol>
      <symbol id="i-group" viewBox="0 0 20 20">
        <circle cx="7.5" cy="7.25" r="2.75" />
        <path d="M2.5 15.750c.4-2.6 2.4-4.25 5-4.250s4.6 1.65 5 4.250M12.5 4.800a2.7 2.7 0 0 1 .25 5M14.5 12c1.6.6 2.7 1.9 3 3.75" />
      </symbol>
      <symbol id="i-system" viewBox="0 0 20 20">
        <path d="M4 8.500v3a1 1 0 0 0 1 1h2l6.5 3.250V4.250L7 7.500H5a1 1 0 0 0-1 1zM7 12.500l.75 3.250M16 8.500v3" />
      </symbol>
      <symbol id="i-store" viewBox="0 0 20 20">
        <path d="M4.25 9.500v6a1 1 0 0 0 1 1h9.500a1 1 0 0 0 1-1v-6M3 7.500l1.5-4h11l1.5 4a2.33 2.33 0 0 1-4.67 0 2.33 2.33 0 0 1-4.66 0A2.33 2.33 0 0 1 3 7.500zM8.25 16.500v-3.750h3.500v3.75" />
      </symbol>
      <symbol id="i-image" viewBox="0 0 20 20">
        <rect x="3.25" y="4" width="13.5" height="12" rx="1.5" />
        <circle cx="7" cy="7.75" r="1.25" />
        <path d="m3.5 14 3.75-3.5 2.75 2.5 2.75-3 3.75 4" />
      </symbol>
      <symbol id="i-file" viewBox="0 0 20 20">
        <path d="M11.5 3H6.250A1.25 1.25 0 0 0 5 4.250v11.500A1.25 1.25 0 0 0 6.25 17h7.500A1.25 1.25 0 0 0 15 15.750V6.500zM11.5 3v3.500H15M7.75 10h4.500M7.75 13h3" />
      </symbol>
      <symbol id="i-video" viewBox="0 0 20 20">
        <rect x="2.75" y="5" width="10" height="10" rx="1.5" />
        <path d="m12.75 9 4.5-2.500v7L12.75 11" />
      </symbol>
      <symbol id="i-play" viewBox="0 0 20 20">
        <path d="M7 5v10l8-5z" />
      </symbol>
      <symbol id="i-download" viewBox="0 0 20 20">
        <path d="M10 3.500v8.500M6.5 8.75 10 12.250l3.5-3.500M4 15.750h12" />
      </symbol>
      <symbol id="i-open" viewBox="0 0 20 20">
        <path d="M8 4.500H5A1.5 1.5 0 0 0 3.5 6v9A1.5 1.5 0 0 0 5 16.500h9a1.5 1.5 0 0 0 1.5-1.500v-3M11.5 3.500h5v5M16.25 3.750l-7 7" />
      </symbol>
      <symbol id="i-copy" viewBox="0 0 20 20">
        <rect x="7" y="7" width="9.5" height="9.5" rx="1.5" />
        <path d="M13 7V5a1.5 1.5 0 0 0-1.5-1.500H5A1.5 1.5 0 0 0 3.5 5v6.500A1.5 1.5 0 0 0 5 13h2" />
      </symbol>
      <symbol id="i-eye" viewBox="0 0 20 20">
        <path d="M2.5 10S5 4.75 10 4.75 17.5 10 17.5 10 15 15.25 10 15.25 2.5 10 2.5 10z" />
        <circle cx="10" cy="10" r="2.25" />
      </symbol>
      <symbol id="i-panel" viewBox="0 0 20 20">
        <rect x="3" y="4" width="14" height="12" rx="1.5" />
        <path d="M12.25 4v12" />
      </symbol>
      <symbol id="i-offline" viewBox="0 0 20 20">
        <path d="M6.3 6.300A4.25 4.25 0 0 0 5.6 8.5 3.5 3.5 0 0 0 6 15.500h8.500M8.4 4.800A4.75 4.75 0 0 1 14.6 9 3.25 3.25 0 0 1 16.5 14.200M3.5 3.500l13 13" />
      </symbol>
      <symbol id="i-cloud" viewBox="0 0 20 20">
        <path d="M6 15.500a3.5 3.5 0 0 1-.4-7 4.75 4.75 0 0 1 9-.0 3.5 3.5 0 0 1-.1 7z" />
      </symbol>
      <symbol id="i-bolt" viewBox="0 0 20 20">
        <path d="M10.75 3 5 11.250h4.250L8.75 17 15 8.500h-4.500z" />
      </symbol>
      <symbol id="i-key" viewBox="0 0 20 20">
        <circle cx="6.75" cy="13.25" r="3.25" />
        <path d="m9 11 7-7M13 7l2.5 2.500M11 9l1.5 1.5" />
      </symbol>
      <symbol id="i-mute" viewBox="0 0 20 20">
        <path d="M5 12.750V9a5 5 0 0 1 .9-2.850M8 4.400A5 5 0 0 1 15 9v3M4 13.500h9.500M8.25 16a2 2 0 0 0 3.5 0M3.5 3.500l13 13" />
      </symbol>
      <symbol id="i-at" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="2.75" />
        <path d="M12.75 7.250v3.500a1.9 1.9 0 0 0 3.75 0V10A6.5 6.5 0 1 0 13 15.75" />
      </symbol>
      <symbol id="i-globe" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="6.75" />
        <path d="M3.25 10h13.500M10 3.250c2.25 2 3 4.25 3 6.750s-.75 4.75-3 6.750c-2.25-2-3-4.25-3-6.750s.75-4.75 3-6.750z" />
      </symbol>
      <symbol id="i-computer" viewBox="0 0 20 20">
        <rect x="3" y="4" width="14" height="9.5" rx="1.5" />
        <path d="M7 16.500h6M10 13.500v3" />
      </symbol>
      <symbol id="i-note" viewBox="0 0 20 20">
        <path d="M16.5 11.500V5A1.5 1.5 0 0 0 15 3.500H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.500h6.500zM16.5 11.500h-5v5M7 7.250h6M7 10.250h2.5" />
      </symbol>
      <symbol id="i-thread" viewBox="0 0 20 20">
        <path d="M3.5 5A1.5 1.5 0 0 1 5 3.500h10A1.5 1.5 0 0 1 16.5 5v7a1.5 1.5 0 0 1-1.5 1.500H9l-3.5 3v-3H5A1.5 1.5 0 0 1 3.5 12zM6.75 7.250h6.500M6.75 10h4" />
      </symbol>
      <symbol id="i-plus" viewBox="0 0 20 20">
        <path d="M10 4v12M4 10h12" />
      </symbol>
      <symbol id="i-shield" viewBox="0 0 20 20">
        <path d="M10 3 4.25 5v4.750c0 3.5 2.35 5.95 5.75 7.25 3.4-1.3 5.75-3.75 5.75-7.250V5zM7.5 9.900l1.8 1.8 3.2-3.5" />
      </symbol>
      <symbol id="i-enter" viewBox="0 0 20 20">
        <path d="M16 5v4a2 2 0 0 1-2 2H4.500M8 7.25 4.25 11 8 14.75" />
      </symbol>
      <symbol id="i-held" viewBox="0 0 20 20">
        <circle cx="10" cy="10" r="6.75" />
        <path d="M8.25 7.5v5M11.75 7.5v5" />
      </symbol>
      <symbol id="i-gap" viewBox="0 0 20 20">
        <path d="M3.5 7.5 6 5l2.5 2.500L11 5l2.5 2.500L16 5M3.5 15 6 12.5 8.5 15l2.5-2.5 2.5 2.500L16 12.5" />
      </symbol>
      <symbol id="i-forward" viewBox="0 0 20 20">
        <path d="m12 5 4.5 4.5L12 14M16.5 9.5h-8a5 5 0 0 0-5 5v.75" />
      </symbol>
      <symbol id="i-minus" viewBox="0 0 20 20">
        <path d="M4 10h12" />
      </symbol>
      <symbol id="i-folder" viewBox="0 0 20 20">
        <path d="M3 6.25A1.75 1.75 0 0 1 4.75 4.500h3l1.750 2h5.750A1.75 1.75 0 0 1 17 8.250v5.500a1.75 1.75 0 0 1-1.750 1.750H4.750A1.75 1.75 0 0 1 3 13.750z" />
      </symbol>
      <symbol id="i-sticker" viewBox="0 0 20 20">
        <path d="M11.500 16.750H6a2.75 2.75 0 0 1-2.750-2.750V6A2.75 2.75 0 0 1 6 3.250h8A2.75 2.75 0 0 1 16.750 6v5.500zM11.500 16.750V14a2.500 2.500 0 0 1 2.500-2.500h2.750" />
        <path d="M7.500 8.250v.250M12 8.250v.250" />
      </symbol>
      <symbol id="i-pause" viewBox="0 0 20 20">
        <path d="M7 4.5v11M13 4.5v11" />
      </symbol>
    </svg>
  );
}
