! text canary
! answer tenth/predict 2
! text tenth
! text more
! text ingress
! answer ingress/who 3
! wait 3
