import { Component, type ReactNode } from 'react';
import { pageLanguage, textsIn } from '../i18n';

/** Says so when the page breaks, instead of leaving it white. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    const texts = textsIn(pageLanguage());
    return (
      <main className="empty">
        <h1>{texts.crashed}</h1>
        <button type="button" className="primary" onClick={() => location.reload()}>{texts.reload}</button>
      </main>
    );
  }
}
