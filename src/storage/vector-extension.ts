/** Path of sqlite-vec's library. A package that is missing is reported when an archive is opened, not when this file is loaded. */
export const getVectorExtensionPath = await import("sqlite-vec").then(
  ({ getLoadablePath }) => getLoadablePath,
  (error: unknown) => () => {
    throw error;
  },
);
