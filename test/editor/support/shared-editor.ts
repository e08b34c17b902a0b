/** What every file of the suite gets from its set-up. */
interface SharedFolders {
  /** The package under test. */
  readonly extension: string;
  /** Holds everything of this run. */
  readonly runFolder: string;
  readonly companionsFolder: string;
  readonly decisionsFile: string;
  /** Where Midfill writes what becomes of suggestions. */
  readonly livesFile: string;
  readonly logsFolder: string;
}

/** VS Code's server, with a browser in front. */
export interface WebEditor extends SharedFolders {
  readonly kind: 'web';
  readonly serverUrl: string;
  readonly browserEndpoint: string;
  readonly profileFolder: string;
}

/** VS Code for the desktop: one process a window. */
export interface DesktopEditorUnderTest extends SharedFolders {
  readonly kind: 'desktop';
  readonly executable: string;
  readonly extensionsFolder: string;
}

export type SharedEditor = WebEditor | DesktopEditorUnderTest;

declare module 'vitest' {
  interface ProvidedContext {
    editor: SharedEditor;
  }
}
