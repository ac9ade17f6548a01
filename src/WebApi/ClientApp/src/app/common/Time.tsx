import { full } from './format';
import { useTexts } from '../i18n';

/** A time in short, with all of it in the tooltip. */
export function Time({ value, text }: { value: string; text: string }) {
  const texts = useTexts();
  return <time dateTime={value} title={full(new Date(value), texts)}>{text}</time>;
}
