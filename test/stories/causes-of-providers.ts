import { type Cause, agreed, hosted, ollama, refusedBefore, refusedWith, saying, typing } from './cause.ts';

/** What keeps providers from answering, and what becomes of their answers. */
export const causesOfProviders: Readonly<Record<string, Cause>> = {
  // Who would be asked.
  'the address is not encrypted': {
    sentence: 'Ollama is not asked: its address is http:// and not on this machine; use https://.',
    action: 'setUpProvider',
    options: { settings: { ...ollama, 'ollama.baseUrl': 'http://10.0.0.9:11434' } },
    happen: typing(' '),
  },
  'the provider is not set up': {
    sentence: 'OpenAI-compatible server is not asked: it is not fully set up.',
    action: 'setUpProvider',
    options: { settings: { provider: 'openai-compatible', fallback: [] } },
    happen: typing(' '),
  },
  'the key is missing': {
    sentence: 'DeepSeek is not asked: it needs a key.',
    action: 'setUpProvider',
    options: { settings: hosted },
    happen: typing(' '),
  },
  'the key was refused': {
    sentence: /^DeepSeek refused the key \(401\)\./,
    action: 'setUpProvider',
    options: { settings: hosted },
    happen: refusedWith(401),
  },
  'the key was refused before': {
    sentence: 'DeepSeek is not asked: its key was refused.',
    action: 'setUpProvider',
    options: { settings: hosted },
    happen: refusedBefore(401),
  },
  'the account has no credit': {
    sentence: /^The balance of your DeepSeek account/,
    options: { settings: hosted },
    happen: refusedWith(402),
  },
  'the address is wrong': {
    sentence: /^The server at https:\/\/api\.deepseek\.com .*404/,
    action: 'setUpProvider',
    options: { settings: hosted },
    happen: refusedWith(404),
  },
  'a limit was hit': {
    sentence: 'DeepSeek is not asked until 09:05: its rate limit was hit.',
    options: { settings: hosted },
    happen: refusedBefore(429, { 'retry-after': '300' }),
  },
  'a limit was hit, and the embedded engine is not sure': {
    sentence:
      'The embedded engine was not sure enough here, and DeepSeek is not asked until 09:05: its rate limit was hit.',
    options: { settings: { ...hosted, fallback: ['embedded'] }, text: 'unheard_of█\n' },
    happen: refusedBefore(429, { 'retry-after': '300' }),
  },
  'the service is overloaded': {
    sentence: /^DeepSeek .*(503|overloaded)/,
    options: { settings: hosted },
    happen: refusedWith(503),
  },
  'the service had an error': {
    sentence: /^DeepSeek .*500/,
    options: { settings: hosted },
    happen: refusedWith(500),
  },
  'the answer makes no sense': {
    sentence: /^DeepSeek answered in a form that Midfill/,
    options: { settings: hosted },
    happen: async (window) => {
      await agreed(window);
      window.services.deepseek = { refuses: { status: 200, headers: { 'content-type': 'text/html' }, body: ['<p>'] } };
      await window.type(' ', 2500);
    },
  },
  'nothing answers': {
    sentence: /^Nothing answers at http:\/\/127\.0\.0\.1:11434/,
    options: { settings: ollama },
    happen: async (window) => {
      window.services.ollama = { isDown: true };
      await window.type(' ', 500);
    },
  },
  'the model is too slow': {
    sentence: /^No text came from Ollama within 2 s\./,
    options: { settings: ollama },
    happen: async (window) => {
      window.services.ollama = { says: 'late', ttftMs: 10_000 };
      await window.type(' ', 4000);
    },
  },
  'the model is not there': {
    sentence: /ollama pull qwen2\.5-coder:1\.5b/,
    action: 'switchModel',
    options: { settings: ollama },
    happen: async (window) => {
      window.services.ollama = { hasModel: false };
      await window.type(' ', 500);
    },
  },
  'the model cannot fill in the middle': {
    sentence: /^llama3\.2 can't fill in the middle/,
    action: 'switchModel',
    options: { settings: { ...ollama, 'ollama.model': 'llama3.2' } },
    happen: async (window) => {
      window.services.ollama = { canFim: false };
      await window.type(' ', 500);
    },
  },
  'the model is being loaded': {
    sentence: 'Ollama is not asked: its model is being loaded.',
    options: { settings: ollama },
    happen: async (window) => {
      window.services.ollama = { says: '1', loadMs: 20_000 };
      await window.type('xy', 2500);
    },
  },
  'the licence is excluded': {
    sentence: "Ollama is not asked: the model's licence is excluded (midfill.licensePolicy).",
    action: 'switchModel',
    options: { settings: { ...ollama, 'ollama.model': 'codestral:22b', licensePolicy: 'commercial' } },
    happen: typing(' '),
  },
  'the daily budget is spent': {
    sentence: 'DeepSeek is not asked until 00:00: the daily budget is spent.',
    options: { settings: { ...hosted, dailyBudget: 0 } },
    happen: async (window) => {
      await agreed(window);
      await window.type(' ', 500);
    },
  },
  'the language is held back': {
    sentence:
      'Ollama is not asked: you take so few of its suggestions in this language that it answers only when you ask for it.',
    action: 'trigger',
    options: { settings: ollama },
    happen: async (window) => {
      const { proficiency } = window.midfill.router;
      for (let judged = 0; judged < 100; judged += 1) {
        proficiency.didJudge('qwen2.5-coder:1.5b', 'python', 'rejected');
      }
      await window.type(' ', 500);
    },
  },
  'the model has not answered yet': {
    sentence: 'Ollama is still answering; its suggestion appears when you pause.',
    options: { settings: ollama },
    happen: async (window) => {
      window.services.ollama = { says: 'late', ttftMs: 1500 };
      await window.type('x', 900);
    },
  },

  // What came.
  'the model had nothing to add': {
    sentence: 'The model had nothing to add here.',
    options: { settings: ollama },
    happen: saying(''),
  },
  'the embedded engine is not sure': {
    sentence: 'The embedded engine was not sure enough of anything here.',
    action: 'setUpProvider',
    options: { settings: { provider: 'embedded' }, text: 'unheard_of█\n' },
    happen: typing('x'),
  },
  'it repeats what follows': {
    sentence: 'The suggestion only repeated what follows the cursor.',
    options: { settings: ollama, text: 'a = 1\n█\nb = compute(1, 2)\nc = 3\n' },
    happen: saying('b = compute(1, 2)\nc = 3', '\n'),
  },
  'it repeats what stands above': {
    sentence: 'The suggestion only repeated what is right above.',
    options: { settings: ollama, text: 'value = compute(1)\nvalue = compute(1)█' },
    happen: saying('value = compute(1)', '\n'),
  },
  'it is too long to be shown': {
    sentence: 'The suggestion was over 5,000 characters, which VS Code does not show.',
    options: { settings: { ...ollama, maxTokens: 1024 }, text: 'data = [█\n' },
    happen: saying(`"${'a'.repeat(5500)}"`, '1'),
  },
  'it does not go on as the selected item': {
    sentence: 'The suggestion list is open and selects something that the suggestion does not start with.',
    options: { settings: ollama, text: 'shop.█\n' },
    happen: async (window) => {
      const start = { line: 0, character: 5 };
      window.editor.selectedItem = { range: { start, end: { line: 0, character: 6 } }, text: 'prices' };
      await saying('add()', 'p')(window);
    },
  },
  'it cannot be shown over what is there': {
    sentence: 'VS Code would not have shown the suggestion: what follows the cursor does not fit into it.',
    options: { settings: ollama, text: 'shop.█(1 2)\n' },
    happen: async (window) => {
      const start = { line: 0, character: 5 };
      window.editor.selectedItem = { range: { start, end: { line: 0, character: 9 } }, text: 'prices' };
      await saying('rices()', 'p')(window);
    },
  },

  // What only the editor knows.
  'the editor shows something else': {
    sentence: /^Midfill has a suggestion here\. If you don't see it, the suggestion list is probably open/,
    certainty: 'probable',
    options: { settings: ollama },
    happen: saying('price'),
  },
  'another provider was faster': {
    sentence: 'Midfill had a suggestion here, but Tabby was probably faster: VS Code shows the first answer.',
    certainty: 'probable',
    options: { settings: ollama },
    happen: async (window) => {
      window.surroundings.otherProviders = ['Tabby'];
      await saying('price')(window);
    },
  },
};
