import { useTexts } from './i18n';
import { useNavigation } from './browser/router';

/** For addresses at which there is nothing. */
export function NotFound() {
  const texts = useTexts();
  const navigation = useNavigation();
  return (
    <main className="empty" data-region tabIndex={-1}>
      <p className="big-code" aria-hidden="true">404</p>
      <h1>{texts.notFoundTitle}</h1>
      <p>{texts.notFoundText}</p>
      <button type="button" className="primary" onClick={() => navigation.open(null)}>{texts.back}</button>
    </main>
  );
}
