import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Uri } from '../../../src/core/document.ts';
import { ProviderRegistration } from '../../../src/vscode/registration.ts';
import { FakeTextDocument, Position, Selection, editor } from '../../support/fake-vscode.ts';

const place = { uri: 'file:///project/a.ts' as Uri, version: 1, position: { line: 0, character: 3 }, isEmpty: false };

beforeEach(() => editor.reset());

function createRegistration(isRegistered = true): ProviderRegistration {
  const registration = new ProviderRegistration(() => ({ provideInlineCompletionItems: () => [] }));
  onTestFinished(() => registration.dispose());
  registration.isRegistered = isRegistered;
  return registration;
}

function openAtPlace(): ReturnType<typeof editor.open> {
  return editor.open(new FakeTextDocument(place.uri, 'foo'), new Position(0, 3));
}

const verbs = (): readonly string[] => editor.calls.map((call) => call.split(' ')[0] ?? '');

describe('refreshing', () => {
  test('registers the new provider before the old one goes, and asks only ours', () => {
    const registration = createRegistration();
    openAtPlace();
    registration.refresh(place);
    expect(verbs()).toEqual(['register', 'register', 'dispose', 'editor.action.inlineSuggest.trigger']);
    expect(editor.calls.at(-1)).toContain('{"explicit":false,"providerId":"midfill.midfill:*"}');
  });

  test('where nothing is shown asks at once', () => {
    const registration = createRegistration();
    openAtPlace();
    registration.refresh({ ...place, isEmpty: true });
    expect(editor.calls.at(-1)).toContain('{"explicit":true,"providerId":"midfill.midfill:*"}');
  });

  test('leaves one provider', () => {
    const registration = createRegistration();
    openAtPlace();
    registration.refresh(place);
    registration.refresh(place);
    expect(editor.registered()).toHaveLength(1);
  });

  test.each([
    ['the text has changed', () => openAtPlace().document.edit([{ start: 0, end: 0, text: 'x' }])],
    ['the cursor has moved', () => (openAtPlace().selections = [new Selection(0, 1, 0, 1)])],
    ['something is selected', () => (openAtPlace().selections = [new Selection(0, 0, 0, 3)])],
    ['there are two cursors', () => openAtPlace().selections.push(new Selection(0, 0, 0, 0))],
    [
      'another editor has the focus',
      () => editor.open((openAtPlace(), new FakeTextDocument('file:///project/b.ts', 'b'))),
    ],
    ['no editor has the focus', () => editor.focus((openAtPlace(), undefined))],
  ])('does nothing when %s', (_, happen) => {
    const registration = createRegistration();
    happen();
    registration.refresh(place);
    expect(verbs()).toEqual(['register']);
  });

  test('does nothing while Midfill is not registered', () => {
    const registration = createRegistration(false);
    openAtPlace();
    registration.refresh(place);
    expect(verbs()).toEqual([]);
  });
});

describe('registration', () => {
  test('comes and goes as wanted', () => {
    const registration = createRegistration();
    registration.isRegistered = true;
    registration.isRegistered = false;
    registration.isRegistered = false;
    expect(verbs()).toEqual(['register', 'dispose']);
  });

  test('ends with its owner', () => {
    const registration = createRegistration();
    registration.dispose();
    expect(editor.registered()).toEqual([]);
  });
});
