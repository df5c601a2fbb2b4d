/** Nothing is set for the reader. The build leaves plain files in out/, which any host serves. */
export default { output: 'export' };
