/** Runs `work` and logs its failure. For work whose failure must not affect anything else. */
export async function safely(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.warn(error);
  }
}
