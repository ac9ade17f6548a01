import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { applyPreferences } from './app/browser/preferences';
import { applyLanguage } from './app/i18n';
import './styles/index.css';

applyPreferences();
applyLanguage();
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root element.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
