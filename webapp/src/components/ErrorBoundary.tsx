import { Component, type ReactNode } from 'react';
import { chooseLanguage, LANGUAGES } from '../copy';
import { startNewest } from '../offline/register';
import { createSettingsStore } from '../state/settings';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly hasFailed: boolean;
}

/** In place of a page that could not be drawn: what happened, and two ways on. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    const { language } = createSettingsStore(() => window.localStorage).current();
    const wanted = [language ?? [], navigator.languages].flat();
    const { broken, failures } = LANGUAGES[chooseLanguage(wanted)];
    return (
      <main className="failure" data-code="broken">
        <div role="alert">
          <h1>{broken.title}</h1>
          <p>{broken.text}</p>
        </div>
        <div className="failure-actions">
          <button
            type="button"
            className="button button-primary"
            onClick={() => {
              this.setState({ hasFailed: false });
            }}
          >
            {failures.workerFailed.action}
          </button>
          <button
            type="button"
            className="button button-second"
            onClick={() => {
              void startNewest();
            }}
          >
            {broken.reload}
          </button>
        </div>
      </main>
    );
  }
}
