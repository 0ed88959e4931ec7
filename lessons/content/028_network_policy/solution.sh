! text open
! answer close/predict 2
! text close
! text join
