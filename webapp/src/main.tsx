import './trustedTypes';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { ErrorBoundary } from './components/ErrorBoundary';
import { fetchAhead } from './fetchAhead';
import './styles/tokens.css';
import './styles/base.css';
import './styles/notice.css';
import './styles/viewer.css';
import './styles/panel.css';
import './styles/bars.css';
import './styles/overlay.css';
import './styles/sheet.css';
import './styles/settings.css';
import './styles/face.css';
import './styles/timeline.css';
import './styles/cards.css';
import './styles/media.css';

const container = document.getElementById('root');
if (container === null) throw new Error('expected an element with the id root in index.html');
createRoot(container).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);
fetchAhead();
