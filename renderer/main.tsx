import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { reportRejections } from './app/report-rejections.ts';
import { startBridge } from './bridge/start-bridge.ts';
import { createDesk } from './state/desk.ts';
import './ui/tokens.css';
import './ui/reset.css';

reportRejections(window);

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(<App desk={createDesk(startBridge())} />);
