/**
 * How likely at least `count` is where `mean` is usual and counts vary as negative binomial ones do: variance mean + dispersion *
 * mean². Without dispersion that is Poisson's. 1 where `count` is not above the mean, for that is what is asked for here.
 */
export function tailProbability(count: number, mean: number, dispersion = 0): number {
  if (count <= mean) return 1;
  let probability = Math.exp(logProbability(count, mean, dispersion));
  let sum = 0;
  // Above the mean each term is smaller than the one before, by a factor that falls.
  for (let at = count; probability > sum * 1e-12; at += 1) {
    sum += probability;
    probability *= ratio(at, mean, dispersion);
  }
  return Math.min(1, sum);
}

function logProbability(count: number, mean: number, dispersion: number): number {
  if (dispersion === 0) return count * Math.log(mean) - mean - logGamma(count + 1);
  const size = 1 / dispersion;
  return (
    logGamma(count + size) -
    logGamma(size) -
    logGamma(count + 1) +
    size * Math.log(size / (size + mean)) +
    count * Math.log(mean / (size + mean))
  );
}

/** What the probability of one more is to that of `count`. */
function ratio(count: number, mean: number, dispersion: number): number {
  return ((mean / (count + 1)) * (1 + count * dispersion)) / (1 + mean * dispersion);
}

/** Logarithm of the gamma function: Stirling's series, after steps up to where it is exact to 14 digits. */
function logGamma(value: number): number {
  let shift = 0;
  let at = value;
  for (; at < 10; at += 1) shift += Math.log(at);
  const inverse = 1 / (at * at);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
