import { useTexts } from '../i18n';

export function HistorySkeleton() {
  const texts = useTexts();
  return (
    <div className="skeleton history-skeleton" role="status">
      <span className="visually-hidden">{texts.loading}</span>
      {['left', 'left short', 'right', 'left', 'right short', 'right'].map((shape, at) => <span key={at} className={`skeleton-bubble ${shape}`} />)}
    </div>
  );
}
