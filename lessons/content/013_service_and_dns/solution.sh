! text expose
! text name
! answer empty/predict 2
! text empty
