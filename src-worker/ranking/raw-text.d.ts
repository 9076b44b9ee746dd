/** The bundler puts the text of the table into the worker, so that no path has to be found when it runs. */
declare module '*.csv?raw' {
  const text: string
  export default text
}
