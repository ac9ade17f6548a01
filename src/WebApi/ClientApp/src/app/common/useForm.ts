import { useState, type SyntheticEvent } from 'react';
import { flushSync } from 'react-dom';
import { type ApiError, toApiError } from '@messaging/client';
import { failureText, ruleOf } from './failure';
import { useTexts, type Texts } from '../i18n';
import { useAnnounce } from './announcer';

/** A text in whatever language the page has when it is shown. */
type Said = (texts: Texts) => string;
type Values<F extends string> = Readonly<Record<F, string>>;
type Errors<F extends string> = Partial<Record<F, Said>>;

export interface FormOptions<F extends string> {
  /** The names of the inputs, in their order on the screen. */
  fields: readonly F[];
  /** Refuses values before anything is sent. */
  check: (values: Values<F>) => Errors<F>;
  send: (values: Values<F>) => Promise<void>;
  /** Fields by problem code. Other problems belong to the whole form. */
  fieldOfCode: Readonly<Record<string, F>>;
}

/**
 * Sends a form once at a time. Errors appear at their fields, and the first such field gets the focus. An error
 * without a field appears in `failure`, and the focus stays where it is.
 */
export function useForm<F extends string>(options: FormOptions<F>) {
  const texts = useTexts();
  const announce = useAnnounce();
  const [isBusy, setIsBusy] = useState(false);
  const [errors, setErrors] = useState<Errors<F>>({});
  const [failure, setFailure] = useState<Said | null>(null);

  function show(form: HTMLFormElement, found: Errors<F>): void {
    flushSync(() => setErrors(found));
    const first = options.fields.find((field) => found[field] !== undefined);
    const said = first && found[first];
    const input = first === undefined ? null : form.elements.namedItem(first);
    if (!(input instanceof HTMLElement)) return;
    // Focusing a field reads its error, unless it has the focus already.
    if (document.activeElement === input) announce(said?.(texts) ?? '', 'assertive');
    input.focus();
  }

  async function submit(event: SyntheticEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    const form = event.currentTarget;
    const data = new FormData(form);
    const values = Object.fromEntries(options.fields.map((field) => [field, textOf(data, field)])) as Values<F>;
    setFailure(null);
    const found = options.check(values);
    show(form, found);
    if (Object.keys(found).length > 0) return;
    setIsBusy(true);
    try {
      await options.send(values);
    } catch (reason) {
      const error = toApiError(reason);
      const refused = refusedFields(error, options);
      if (Object.keys(refused).length > 0) show(form, refused);
      else setFailure(() => (shown: Texts) => failureText(error, shown));
    } finally {
      setIsBusy(false);
    }
  }

  return {
    isBusy,
    onSubmit: (event: SyntheticEvent<HTMLFormElement>) => void submit(event),
    errorOf: (field: F) => errors[field]?.(texts),
    failure: failure?.(texts) ?? '',
    reset: () => { setErrors({}); setFailure(null); },
  };
}

function refusedFields<F extends string>(error: ApiError, { fields, fieldOfCode }: FormOptions<F>): Errors<F> {
  const field = fieldOfCode[error.code];
  if (field !== undefined) return { [field]: (texts: Texts) => failureText(error, texts) } as Errors<F>;
  const told = error.problem.errors ?? {};
  const found = fields.filter((name) => told[name] !== undefined);
  // A message about another field would be lost.
  if (found.length < Object.keys(told).length) return {};
  return Object.fromEntries(found.map((name) => [name, (texts: Texts) => ruleOf(name, texts)])) as Errors<F>;
}

function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}
