import { Loading, SkeletonBar, SkeletonCircle } from '../ui/Skeleton.tsx';
import styles from './inbox.module.css';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Rows in their final shape, no sooner than 300 ms. */
export function InboxSkeleton({ label }: { readonly label: string }) {
  return (
    <Loading label={label}>
      {ROWS.map((row) => (
        <div key={row} className={styles['skeleton']}>
          <SkeletonCircle />
          <span className={styles['skeletonLines']}>
            <SkeletonBar width={46} />
            <SkeletonBar width={62} thin />
            <SkeletonBar width={88} />
          </span>
        </div>
      ))}
    </Loading>
  );
}
