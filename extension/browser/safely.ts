/** Does what is worth trying and must not undo or prevent anything else: its failure is logged. */
export async function safely(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.warn(error);
  }
}
