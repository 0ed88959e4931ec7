! text talk
! answer clash/predict 2
! text clash
! text mend
! wait 15
