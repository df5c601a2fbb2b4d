import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';
import { PartMissing } from './GivingSheet';
import { Sheet } from './Sheet';
import type { StudyControl } from './study/useStudyPart';

export interface StudySheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly study: StudyControl;
  readonly isDragging: boolean;
}

/** Many files into one table. */
export function StudySheet(props: StudySheetProps): ReactElement {
  const { isOpen, onClose, study, isDragging } = props;
  const { menu } = useCopy();
  const { later, brought } = study;
  return (
    <Sheet title={menu.study} isOpen={isOpen} onClose={onClose} isWide>
      {later.status === 'ready' ? (
        <later.part.View part={later.part} brought={brought} isDragging={isDragging} />
      ) : (
        <PartMissing later={later} />
      )}
    </Sheet>
  );
}
