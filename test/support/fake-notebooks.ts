export const NotebookCellKind = { Markup: 1, Code: 2 } as const;

interface FakeCell {
  readonly kind: number;
  readonly document: object;
}

/** The notebooks that are open in an imaginary VS Code. */
export const fakeNotebooks = {
  workspace: { notebookDocuments: [] as { getCells(): readonly FakeCell[] }[] },
  open(cells: readonly FakeCell[]): void {
    this.workspace.notebookDocuments.push({ getCells: () => cells });
  },
};
