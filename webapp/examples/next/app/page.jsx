import { Expressions } from './Expressions';

export default function Page() {
  return <Expressions src="/face.png" />;
}
