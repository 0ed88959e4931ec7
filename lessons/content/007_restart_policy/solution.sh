! answer three/predict 1
! text three
! text fail
! text backoff
