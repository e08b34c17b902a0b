/**
 * What holds each sentence of the README: files, with words that stand in them. `others` is what somebody else has said
 * or does, `pointer` leads elsewhere and claims no more than that it is there.
 */
export type Evidence = `${string}.${'ts' | 'yaml' | 'md' | 'json'}: ${string}` | `others: ${string}` | 'pointer';

const causes = 'test/stories/causes-of-the-place.ts';
const providersCauses = 'test/stories/causes-of-providers.ts';
const fileRules = 'test/unit/core/privacy/file-rules.test.ts';
const gate = 'test/unit/core/privacy/gate.test.ts';
const failing = 'test/stories/failing-over.test.ts';
const documentation = 'test/documentation.test.ts';
const ghostText = 'test/editor/ghost-text.test.ts';
const commands = 'test/editor/pass/commands.test.ts';
const statusView = 'test/unit/vscode/status-view.test.ts';
const console_ = 'test/services/console.test.ts';

/** By words that stand in one sentence alone. */
export const claims: Readonly<Record<string, readonly Evidence[]>> = {
  'Inline code completion for VS Code by fill-in-the-middle': [`${ghostText}: appears while typing`],
  'VS Code with a Python file': ['test/editor/picture/take-picture.ts: moving picture'],
  'Someone begins a function': ['test/editor/picture/take-picture.ts: Tab'],
  'Midfill shows, as ghost text': [`${ghostText}: appears while typing, and Tab inserts exactly it`],
  'It works with Codestral': [
    'test/services/codestral.test.ts: describe',
    'test/services/ollama.test.ts: describe',
    'test/services/llamacpp.test.ts: describe',
    'test/services/openai-clients.test.ts: describe',
    `${console_}: prints exactly what the service streams`,
    'test/editor/fourth-function.test.ts: most comes by Tab',
  ],
  'That one is the default': [
    'test/manifest.test.ts: the manifest and the code have the same',
    'test/services/signals.test.ts: without consent no connection is opened',
    'test/editor/providers.test.ts: Embedded engine completes',
  ],
  'It made the picture': ['test/editor/picture/take-picture.ts: with the embedded engine'],
  'With Node and npm, and nothing else': ['test/editor/harness/bundled-browser.ts: sparticuz'],
  'npm ci && npm start': ['test/editor/start.test.ts: opens a VS Code in which ghost text soon appears'],
  'npm ci && npm test': ['test/toolchain.test.ts: scripts run under the Node that the project brings'],
  'On a Node older than 22': ['test/toolchain.test.ts: scripts run under the Node that the project brings'],
  'To install it into your own VS Code': [
    `${documentation}: names the oldest VS Code that is supported`,
    "test/package.test.ts: path.join(root, 'dist', 'midfill.vsix')",
  ],
  'shows the way from there; it never opens by itself': [
    `${commands}: midfill.openWalkthrough`,
    'test/manifest.test.ts: so that VS Code does not open it',
  ],
  'takes the suggestion (VS Code': ['test/manifest.test.ts: none is on Tab', `${ghostText}: Tab inserts exactly it`],
  'takes a word': [`${ghostText}: gives one word by Ctrl+Right`, `${documentation}: name the keys that are bound`],
  '| Escape | dismisses it |': [`${ghostText}: goes away by Escape`],
  'asks for one here, where': ['test/editor/pass/accessibility.test.ts: Alt+Backslash'],
  'Typing what the suggestion says': [`${ghostText}: stays without a gap while it is typed through`],
  'asks for an address and': [
    'test/unit/vscode/commands.test.ts: tries it out and writes what works',
    'test/unit/vscode/commands.test.ts: says why it does not work, and changes nothing',
    'test/editor/providers.test.ts: is set up from nothing to the first suggestion',
  ],
  'change them later': [
    'test/editor/providers.test.ts: is switched by the palette',
    'test/editor/commands.test.ts: switch the model, from those that the server has',
    'test/editor/commands.test.ts: delete a key that was set up',
  ],
  '| the embedded engine |': [`${documentation}: lists every provider, and no other`],
  'a running Ollama with a model': [
    'test/examples.test.ts: fetches a model that fills in the middle',
    'test/editor/providers.test.ts: is set up from nothing to the first suggestion',
    'others: the size of the model, by its own page',
  ],
  '| [llama.cpp]': ['test/services/llamacpp.test.ts: describe', 'test/editor/settings/seen-in-requests.ts: llamacpp'],
  'vLLM, SGLang, LM Studio': ['test/services/openai-clients.test.ts: describe'],
  '| [Codestral]': [`${documentation}: has the price of %s's %s`],
  '| [DeepSeek]': [`${documentation}: has the price of %s's %s`],
  'Hosted services pause when': [
    'test/stories/routing.test.ts: the daily budget pauses metered services in all windows',
    `${documentation}: has the budget of a day`,
  ],
  'Prices change': ['test/editor/settings/seen-in-status.ts: prices: says'],
  'may not be used for production': [
    'test/unit/core/providers/fim-templates.test.ts: of another licence than its family is told apart',
    'src/core/providers/fim-templates.ts: for research',
  ],
  'refuses those, and': [
    'test/stories/routing.test.ts: a licence policy passes over models that it excludes',
    'test/unit/cli/arguments.test.ts: that do not end with 1 and the reason',
  ],
  'names who answers when the first choice is down': [
    `${failing}: the next one answers the same key`,
    `${failing}: over the threshold it gives way to a faster one`,
  ],
  'Nothing goes from a local provider to a hosted one': [
    `${failing}: without consent nothing goes to the cloud`,
    'test/stories/routing.test.ts: nothing goes to the cloud without consent',
  ],
  'no connection is made but to': [
    'test/rules/one-gate.test.ts: in the core only providers and the sender of signals use the network',
    'test/rules/one-gate.test.ts: beside the core only the transport does',
    'test/services/signals.test.ts: without consent no connection is opened, whatever happens',
  ],
  'A loopback address counts': [
    `${gate}: a server on this machine needs no consent`,
    'test/unit/node/transport/proxy.test.ts: hosts that only look like loopback are none',
  ],
  'A hosted service gets code only after': [
    `${gate}: a hosted service gets nothing before consent, and nothing after it is revoked`,
    'test/stories/two-windows.test.ts: it counts in the other without a restart; taken back, nothing more is sent',
  ],
  'It never gets code from files that git ignores': [
    `${fileRules}: a git-ignored file that is open may run locally and is not sent`,
    `${fileRules}: .midfillignore closes a file to everything`,
    `${fileRules}: files that hold secrets by nature are closed to everything`,
    `${gate}: a file that git ignores gives nothing to the prompts of others`,
  ],
  'A link that leads out of the workspace': [
    'test/stories/hostile-workspace.test.ts: are not read by the index, by file events or for context',
    'test/stories/hostile-workspace.test.ts: are sent nothing of when they are open',
  ],
  'Values that look like secrets': [
    `${gate}: secret values are placeholders on both sides of the cursor`,
    'test/unit/core/privacy/secret-corpus.test.ts: of two hundred planted ones not a character is left over',
    'test/stories/secrets-on-the-way.test.ts: recent-edit',
  ],
  'A workspace can switch Midfill or remote': [
    'test/unit/vscode/settings.test.ts: a workspace turns Midfill off',
    'test/unit/vscode/settings.test.ts: a workspace forbids the network',
    'test/unit/vscode/settings.test.ts: cannot set %s',
    'test/manifest.test.ts: sets nothing that sends code elsewhere or turns a service on',
  ],
  'Statistics stay on this machine': [
    'test/services/signals.test.ts: without consent no connection is opened, whatever happens',
    'test/unit/core/telemetry/signal-sender.test.ts: without consent nothing is written and nothing is sent',
  ],
  'shows what telemetry would hold': [
    'test/editor/commands.test.ts: show what would be sent',
    'test/unit/core/telemetry/events.test.ts: the documentation says of each field what it holds',
  ],
  'says it in full': ['pointer'],
  'shows what a model would be sent from here': [
    'test/editor/providers.test.ts: is shown as it would be sent',
    'test/services/preview.test.ts: shows of a prompt is what it sends',
  ],
  'The status bar shows who completes': [
    `${statusView}: names the model, its service and its time to first token`,
    `${statusView}: says why nothing is shown here`,
  ],
  'explains the place at the cursor': [
    'test/stories/causes.test.ts: test.each',
    'test/editor/providers.test.ts: why nothing is shown',
  ],
  'hold no source text and no keys': [
    'test/unit/vscode/diagnostics.test.ts: diagnostics name no address, model or path',
    'test/editor/commands.test.ts: without code, keys or paths',
    'test/unit/vscode/commands.test.ts: a key appears in no setting, message or log',
  ],
  'the status says that Midfill waits': [
    `${causes}: another provider is at work`,
    'test/unit/vscode/presence.test.ts: beside another provider the embedded engine alone waits',
    'test/unit/vscode/presence.test.ts: turned on beside another provider, Midfill stays on',
    'test/unit/vscode/other-provider.test.ts: Copilot at work is found',
  ],
  'Nothing in Markdown or plain text': ['test/editor/providers.test.ts: in a language that is off'],
  'Nothing in a new project': [`${providersCauses}: the embedded engine is not sure`],
  '| Nothing at all |': [`${causes}: inline suggestions are turned off in the editor`],
  'Ghost text goes when the suggestion list opens': [
    `${providersCauses}: it does not go on as the selected item`,
    'test/editor/pass/visibility.test.ts: it(',
  ],
  'Ghost text appears, then is replaced once': [
    'test/stories/typing.test.ts: a draft that the model contradicts is replaced once',
    'test/editor/settings/seen-on-screen.ts: draft: async',
  ],
  'Text that grows is distracting': ['test/editor/settings/seen-on-screen.ts: growInPlace: async'],
  "Text doesn't grow": [
    `${documentation}: names the newest VS Code that is had to ask again`,
    'test/unit/vscode/refresh-gate.test.ts: closes while a screen reader is on',
    'test/editor/pass/accessibility.test.ts: never grows',
  ],
  'a part of Midfill is off': [
    `${statusView}: says what kept failing and is off`,
    'test/unit/core/supervision/watchdog.test.ts: describe',
  ],
  'A local model is slow': [
    `${statusView}: says that a model lies partly off the graphics card`,
    `${statusView}: says that a model is being loaded, and for how long`,
  ],
  'A key is refused, a rate is limited': [
    `${statusView}: says until when a service is limited, and who answers instead`,
    `${statusView}: says that a key was refused`,
    `${failing}: the next one answers the same key, and the status says who is offline`,
  ],
  '| Hosted services pause |': [`${providersCauses}: the daily budget is spent`],
  'In a remote window or container': ["test/manifest.test.ts: runs beside the workspace's files"],
  'A proxy is in the way': [
    'test/unit/node/transport/proxy.test.ts: leads through the proxy of the settings before that of the environment',
  ],
  'The same engine without an editor': [`${console_}: shows of it what the editor would`],
  '# streams the completion': [`${console_}: prints exactly what the service streams`],
  '# one object': [`${console_}: reports the text with times and usage as one object`, `${console_}: shown`],
  '# only what the editor would show': ['test/unit/cli/shaped-text.test.ts: the same is printed'],
  '# the prompt that would be sent': [`${console_}: shows the fields that a completion sends`],
  '-- --help': ['test/unit/cli/arguments.test.ts: lists the commands'],
  'Keys come from the environment': ['test/unit/cli/environment.test.ts: comes from the environment'],
  'has every variable': [
    'test/examples.test.ts: has every variable that is read from an env file',
    'test/stories/hostile-workspace.test.ts: an env file in the folder is neither read nor obeyed',
  ],
  'Each figure has its method': [
    `${documentation}: links to files that exist`,
    `${documentation}: names scripts that exist`,
  ],
  'They were taken on two cores': ['test/bench/write-baseline.ts: how busy the machine was'],
  "A hosted model's own quality": ['pointer'],
  'has each target with its figure': [`${documentation}: in the table of targets`],
  'has the commands, the rules and recipes': ['pointer'],
  'says how to report a vulnerability': ['pointer'],
  'MIT licence': ['package.json: "license": "MIT"'],
};
