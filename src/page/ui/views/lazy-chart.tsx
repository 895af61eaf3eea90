// The chart is loaded when somebody opens it.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

interface Props {
  readonly session: string;
  readonly at: number;
}

export const LazyChart = (props: Props) => {
  const [Loaded, setLoaded] = useState<ComponentType<Props> | undefined>(undefined);
  useEffect(() => {
    void import('./chart.tsx').then(({ ChartView }) => setLoaded(() => ChartView));
  }, []);
  return Loaded === undefined ? <p class="quiet">Loading …</p> : <Loaded {...props} />;
};
