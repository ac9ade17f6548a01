import { useTexts } from '../i18n';

/** The shape of what is coming; it appears only when it takes longer than a moment (in CSS). */
export function ListSkeleton({ rows = 7 }: { rows?: number }) {
  const texts = useTexts();
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{texts.loading}</span>
      {Array.from({ length: rows }, (_, at) => <span key={at} className="skeleton-row" />)}
    </div>
  );
}
