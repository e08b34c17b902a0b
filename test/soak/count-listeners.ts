import type { Event } from '../../src/base/emitter.ts';
import type { EditorHost } from '../support/fake-editor.ts';

/** Counts who listens to the documents. */
export function countListeners({ documents }: EditorHost): { count(): number } {
  let count = 0;
  const counted =
    <T>(event: Event<T>): Event<T> =>
    (listener) => {
      count += 1;
      const subscription = event(listener);
      return {
        dispose: (): void => {
          count -= 1;
          subscription.dispose();
        },
      };
    };
  for (const name of ['onDidChange', 'onDidClose', 'onDidFocus', 'onDidOpen'] as const) {
    Object.defineProperty(documents, name, { value: counted(documents[name] as Event<unknown>) });
  }
  return { count: () => count };
}
